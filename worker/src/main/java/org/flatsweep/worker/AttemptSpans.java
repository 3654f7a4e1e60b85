package org.flatsweep.worker;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.Tracer.SpanInScope;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.flatsweep.domain.AttemptEnd;
import org.springframework.stereotype.Component;

/**
 * The spans of an attempt: its own, which begins when the worker asked for a trial, and within it those of its claim, its
 * training and the commit of its result. They go nowhere and cost nothing unless traces are exported.
 */
@Component
class AttemptSpans {

    private final Tracer tracer;

    AttemptSpans(Tracer tracer) {
        this.tracer = tracer;
    }

    /** @param asked when the claim began that brought the trial */
    <T> T attempt(ClaimedTrial trial, Instant asked, Supplier<T> work) {
        Span attempt = builder(trial, "attempt", asked).setNoParent().start();
        try (SpanInScope scope = tracer.withSpan(attempt)) {
            builder(trial, "claim", asked).setParent(attempt.context()).start().end();
            return work.get();
        } finally {
            attempt.end();
        }
    }

    /** A part of the attempt under way. */
    void part(ClaimedTrial trial, String name, Runnable work) {
        part(trial, name, () -> {
            work.run();
            return null;
        });
    }

    /** A part of the attempt under way. */
    <T> T part(ClaimedTrial trial, String name, Supplier<T> work) {
        Span part = builder(trial, name, Instant.now()).setParent(tracer.currentTraceContext().context()).start();
        try (SpanInScope scope = tracer.withSpan(part)) {
            return work.get();
        } finally {
            part.end();
        }
    }

    /** How the attempt under way ended. */
    void ended(AttemptEnd how) {
        tracer.currentSpanCustomizer().tag("ended", how.name());
    }

    private Span.Builder builder(ClaimedTrial trial, String name, Instant begin) {
        return tracer.spanBuilder()
                .name(name)
                .startTimestamp(TimeUnit.SECONDS.toMicros(begin.getEpochSecond()) + begin.getNano() / 1_000,
                        TimeUnit.MICROSECONDS)
                .tag("sweep_id", trial.sweepId())
                .tag("trial_id", trial.fence().trialId())
                .tag("attempt", trial.fence().attempt());
    }
}
