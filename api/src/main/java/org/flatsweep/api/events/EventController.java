package org.flatsweep.api.events;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.flatsweep.api.security.Client;
import org.flatsweep.api.security.TokenRecheck;
import org.flatsweep.api.sweep.SweepView;
import org.flatsweep.api.sweep.SweepViews;
import org.flatsweep.api.trial.TrialView;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Server-sent events. Each client has a thread of its own, so that a slow one holds up nobody. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
class EventController {

    static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final long NO_TIMEOUT = 0;

    private final EventStream stream;
    private final StreamPlaces places;
    private final SweepViews sweeps;
    private final TokenRecheck tokens;

    EventController(EventStream stream, StreamPlaces places, SweepViews sweeps, TokenRecheck tokens) {
        this.stream = stream;
        this.places = places;
        this.sweeps = sweeps;
        this.tokens = tokens;
    }

    @Operation(operationId = "followSweeps", summary = "Events 'sweep' of all sweeps, 'hello', 'reset' and 'heartbeat'")
    @ApiResponse(responseCode = "200", content = @Content(
            mediaType = MediaType.TEXT_EVENT_STREAM_VALUE, schema = @Schema(implementation = SweepView.class)))
    @GetMapping("/events")
    SseEmitter followSweeps(
            @RequestHeader(name = "Last-Event-ID", required = false) String lastEventId,
            @Schema(hidden = true) HttpServletRequest request) {
        return follow(event -> event.kind() == Event.Kind.SWEEP, lastEventId, request);
    }

    @Operation(
            operationId = "followSweep",
            summary = "Events 'sweep', 'trial', 'metrics', 'hello', 'reset' and 'heartbeat'")
    @ApiResponse(responseCode = "200", content = @Content(
            mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
            schema = @Schema(oneOf = {SweepView.class, TrialView.class, MetricsEvent.class})))
    @GetMapping("/sweeps/{id}/events")
    SseEmitter followSweep(
            @PathVariable long id,
            @RequestHeader(name = "Last-Event-ID", required = false) String lastEventId,
            @Schema(hidden = true) HttpServletRequest request) {
        sweeps.requireExists(id);
        return follow(event -> event.sweepId() != null && event.sweepId() == id, lastEventId, request);
    }

    private SseEmitter follow(Predicate<Event> wanted, String lastEventId, HttpServletRequest request) {
        String client = Client.of(request);
        BooleanSupplier mayGoOn = tokens.of(request);
        places.take(client);
        SseEmitter emitter = new SseEmitter(NO_TIMEOUT);
        Subscription subscription = stream.subscribe(wanted, lastEventId);
        Thread thread = new Thread(() -> pump(subscription, emitter, client, mayGoOn), "events");
        thread.setDaemon(true);
        thread.start();
        return emitter;
    }

    private void pump(Subscription subscription, SseEmitter emitter, String client, BooleanSupplier mayGoOn) {
        try {
            // A client that comes back and has missed nothing is told so at once.
            Duration patience = Duration.ZERO;
            long beat = System.nanoTime() + HEARTBEAT.toNanos();
            while (!subscription.isClosed()) {
                Optional<Event> event = subscription.next(patience);
                // By the clock, as a stream that always has something to say would never ask.
                if (System.nanoTime() - beat >= 0) {
                    if (!mayGoOn.getAsBoolean()) {
                        break;
                    }
                    beat = System.nanoTime() + HEARTBEAT.toNanos();
                }
                emitter.send(event.map(this::message).orElseGet(EventController::heartbeat));
                patience = Duration.ofNanos(beat - System.nanoTime());
            }
            emitter.complete();
        } catch (IOException | IllegalStateException e) {
            // The client has gone; the container completes the request.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stream.unsubscribe(subscription);
            places.leave(client);
        }
    }

    /** An event, as browsers keep comments to themselves; without an id, so that it is nothing to come back to. */
    private static SseEmitter.SseEventBuilder heartbeat() {
        return SseEmitter.event().name("heartbeat").data("{}");
    }

    private SseEmitter.SseEventBuilder message(Event event) {
        return SseEmitter.event().id(stream.wireId(event)).name(event.kind().wireName()).data(event.data());
    }
}
