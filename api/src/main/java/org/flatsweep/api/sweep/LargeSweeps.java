package org.flatsweep.api.sweep;

import java.time.Duration;
import java.util.function.Supplier;
import org.flatsweep.api.limit.Places;
import org.flatsweep.api.problem.Problem;
import org.flatsweep.domain.SweepDefinition;
import org.springframework.stereotype.Component;

/**
 * Few sweeps of many trials are previewed, and few are stored, at a time for clients of a node, as each takes a
 * processor for seconds, and one that is stored a database connection for as long. A page asks for previews as somebody
 * types, and those that it no longer waits for run to their end: none of them keeps a sweep from being stored.
 */
@Component
class LargeSweeps {

    /** Of either kind. */
    static final int AT_A_TIME = 2;

    /** With fewer a sweep costs what other requests do. */
    static final int TRIALS = 10_000;

    private final Places previews = places("previewed");
    private final Places submissions = places("stored");

    private static Places places(String done) {
        return new Places(AT_A_TIME,
                "sweeps of %d trials or more are being %s".formatted(TRIALS, done), Duration.ofSeconds(5));
    }

    /**
     * @param work with the trials of {@code definition}
     * @throws Problem 429 if they are many and too many are previewed
     */
    <T> T preview(SweepDefinition definition, Supplier<T> work) {
        return admit(previews, definition, work);
    }

    /**
     * @param work with the trials of {@code definition}
     * @throws Problem 429 if they are many and too many are stored
     */
    <T> T submit(SweepDefinition definition, Supplier<T> work) {
        return admit(submissions, definition, work);
    }

    private static <T> T admit(Places places, SweepDefinition definition, Supplier<T> work) {
        return definition.sizeOfGrid() < TRIALS ? work.get() : places.take(work::get);
    }
}
