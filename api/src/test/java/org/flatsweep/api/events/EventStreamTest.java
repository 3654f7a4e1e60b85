package org.flatsweep.api.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flatsweep.api.events.Event.Kind;
import org.junit.jupiter.api.Test;

class EventStreamTest {

    private final EventStream stream = new EventStream("node", 3, 5);

    @Test
    void shouldGreetANewClientWithThePositionOfTheStream() throws InterruptedException {
        publish("a");
        assertThat(received(stream.subscribe(e -> true, null))).containsExactly("node-1 HELLO {}");
    }

    @Test
    void shouldHandEachEventToThoseWhoWantIt() throws InterruptedException {
        Subscription all = stream.subscribe(e -> true, null);
        Subscription sweeps = stream.subscribe(e -> e.kind() == Kind.SWEEP, null);
        publish("a");
        stream.publish(Kind.SWEEP, 1L, "b");
        assertThat(received(all)).containsExactly("node-0 HELLO {}", "node-1 TRIAL a", "node-2 SWEEP b");
        assertThat(received(sweeps)).containsExactly("node-0 HELLO {}", "node-2 SWEEP b");
    }

    @Test
    void shouldReplayWhatAReturningClientHasMissedAndNothingElse() throws InterruptedException {
        publish("a", "b", "c");
        Subscription back = stream.subscribe(e -> true, "node-1");
        publish("d");
        assertThat(received(back)).containsExactly("node-2 TRIAL b", "node-3 TRIAL c", "node-4 TRIAL d");
    }

    @Test
    void shouldReplayNothingToAClientThatMissedNothing() throws InterruptedException {
        publish("a");
        assertThat(received(stream.subscribe(e -> true, "node-1"))).isEmpty();
        assertThat(received(new EventStream("node", 3, 5).subscribe(e -> true, "node-0"))).isEmpty();
    }

    @Test
    void shouldResetAClientThatMissedMoreThanIsRemembered() throws InterruptedException {
        publish("a", "b", "c", "d");
        assertThat(received(stream.subscribe(e -> true, "node-1"))).hasSize(3);
        assertThat(received(stream.subscribe(e -> true, "node-0"))).containsExactly("node-4 RESET {}");
    }

    @Test
    void shouldResetAClientThatComesFromAnotherStream() throws InterruptedException {
        publish("a");
        for (String foreign : List.of("other-1", "node-2", "node-x", "node", "node--1", "", "1")) {
            assertThat(received(stream.subscribe(e -> true, foreign))).as(foreign).containsExactly("node-1 RESET {}");
        }
    }

    @Test
    void shouldTellEveryoneOfAResetOfTheWholeStream() throws InterruptedException {
        Subscription nothing = stream.subscribe(e -> false, null);
        stream.publish(Kind.RESET, null, "{}");
        assertThat(received(nothing)).containsExactly("node-0 HELLO {}", "node-1 RESET {}");
    }

    @Test
    void shouldCutOffAClientThatDoesNotKeepUpAndServeTheOthers() throws InterruptedException {
        Subscription slow = stream.subscribe(e -> true, null);
        Subscription quick = stream.subscribe(e -> true, null);
        for (int i = 0; i < 5; i++) {
            publish("x");
            received(quick);
        }
        assertThat(slow.isClosed()).isTrue();
        assertThat(quick.isClosed()).isFalse();
        publish("y");
        assertThat(received(quick)).containsExactly("node-6 TRIAL y");
    }

    @Test
    void shouldWakeItsReadersWhenItCloses() throws InterruptedException {
        Subscription subscription = stream.subscribe(e -> true, null);
        stream.close();
        assertThat(subscription.next(Duration.ofDays(1))).isEmpty();
        assertThat(subscription.isClosed()).isTrue();
    }

    private void publish(String... data) {
        for (String datum : data) {
            stream.publish(Kind.TRIAL, 1L, datum);
        }
    }

    private List<String> received(Subscription subscription) throws InterruptedException {
        List<String> received = new ArrayList<>();
        Optional<Event> next = subscription.next(Duration.ZERO);
        while (next.isPresent()) {
            received.add("%s %s %s".formatted(stream.wireId(next.get()), next.get().kind(), next.get().data()));
            next = subscription.next(Duration.ZERO);
        }
        return received;
    }
}
