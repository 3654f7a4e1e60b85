package org.flatsweep.api.events;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * This node's stream of events: remembers the latest, numbers them, and hands each to every subscriber that wants it.
 *
 * <p>An event id on the wire names the stream as well as the position, since another node or another run of this one
 * counts differently.
 */
final class EventStream {

    private final String name;
    private final int remembered;
    private final int queueCapacity;
    private final Deque<Event> ring = new ArrayDeque<>();
    private final Set<Subscription> subscriptions = new LinkedHashSet<>();
    private long lastId;

    /**
     * @param name without a dash; differs between streams
     * @param remembered events that a client can have missed and still be served
     * @param queueCapacity events that may wait for a client, more than {@code remembered}
     */
    EventStream(String name, int remembered, int queueCapacity) {
        this.name = name;
        this.remembered = remembered;
        this.queueCapacity = queueCapacity;
    }

    synchronized void publish(Event.Kind kind, @Nullable Long sweepId, String data) {
        Event event = new Event(++lastId, kind, sweepId, data);
        ring.addLast(event);
        if (ring.size() > remembered) {
            ring.removeFirst();
        }
        subscriptions.forEach(subscription -> subscription.offer(event));
        subscriptions.removeIf(Subscription::isClosed);
    }

    /**
     * Begins with a hello, or for a client that comes back with what it missed, or with a reset if that is unknown.
     *
     * @param lastEventId the wire id of the last event that the client has seen
     */
    synchronized Subscription subscribe(Predicate<Event> wanted, @Nullable String lastEventId) {
        Predicate<Event> forAll = event -> event.kind() == Event.Kind.RESET && event.sweepId() == null;
        Subscription subscription = new Subscription(forAll.or(wanted), queueCapacity);
        if (lastEventId == null) {
            subscription.send(new Event(lastId, Event.Kind.HELLO, null, "{}"));
        } else if (remembers(lastEventId)) {
            long seen = position(lastEventId);
            ring.stream().filter(event -> event.id() > seen).forEach(subscription::offer);
        } else {
            subscription.send(new Event(lastId, Event.Kind.RESET, null, "{}"));
        }
        subscriptions.add(subscription);
        return subscription;
    }

    synchronized void unsubscribe(Subscription subscription) {
        subscriptions.remove(subscription);
    }

    /** Ends every subscription; their readers see it at once. */
    synchronized void close() {
        subscriptions.forEach(Subscription::close);
        subscriptions.clear();
    }

    String wireId(Event event) {
        return name + "-" + event.id();
    }

    private boolean remembers(String wireId) {
        long position = position(wireId);
        long oldest = ring.isEmpty() ? lastId + 1 : ring.getFirst().id();
        return position >= oldest - 1 && position <= lastId;
    }

    /** @return -1 if the id is not of this stream */
    private long position(String wireId) {
        if (!wireId.startsWith(name + "-")) {
            return -1;
        }
        try {
            return Long.parseLong(wireId.substring(name.length() + 1));
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
