package org.flatsweep.api.events;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The events that wait for one client. A client too slow for its bounded queue is cut off rather than waited for. */
final class Subscription {

    private final Predicate<Event> wanted;
    private final BlockingQueue<Event> queue;
    private volatile boolean closed;

    Subscription(Predicate<Event> wanted, int capacity) {
        this.wanted = wanted;
        this.queue = new ArrayBlockingQueue<>(capacity);
    }

    /** Never blocks. */
    void offer(Event event) {
        if (wanted.test(event)) {
            send(event);
        }
    }

    /** Puts an event in the queue that the client gets whatever it subscribed to. */
    void send(Event event) {
        if (!queue.offer(event)) {
            close();
        }
    }

    /** The next event, or empty if none comes in time or the subscription closes. */
    Optional<Event> next(Duration patience) throws InterruptedException {
        Event event = queue.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        return closed ? Optional.empty() : Optional.ofNullable(event);
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
        queue.clear();
        // Wakes a waiting reader, which then sees that this is closed.
        queue.offer(new Event(0, Event.Kind.RESET, null, "{}"));
    }
}
