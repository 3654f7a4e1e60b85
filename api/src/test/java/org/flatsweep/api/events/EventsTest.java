package org.flatsweep.api.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import org.flatsweep.api.ApiTest;
import org.flatsweep.api.events.EventClient.Received;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

class EventsTest extends ApiTest {

    @LocalServerPort
    private int port;

    @Autowired
    private TrialProgress progress;

    /** The tests before had trials of the same ids. */
    @BeforeEach
    void forgetEarlierTrials() {
        progress.startHere();
    }

    @Test
    void shouldFollowATrialFromClaimToResult() throws Exception {
        long sweep = submit(SIX_TRIALS);
        try (EventClient events = open("/api/v1/sweeps/1/events", null)) {
            events.next("hello");

            worker("w").claim(2, 30);
            Received claimed = events.next("trial");
            assertThat(claimed.data().get("id").asLong()).isEqualTo(2);
            assertThat(claimed.data().get("state").asString()).isEqualTo("RUNNING");
            assertThat(claimed.data().get("attempts").isNull()).isTrue();

            worker("w").completeEpoch(2, 1, Map.of("train_loss", 2.5, "lr", 0.1));
            Received metrics = events.next("metrics");
            assertThat(metrics.data().toString())
                    .isEqualTo("{\"trial_id\":2,\"epoch\":1,\"values\":{\"lr\":0.1,\"train_loss\":2.5}}");

            worker("w").succeed(2, 0.9, 0.8);
            Received done = events.next("trial");
            assertThat(done.data().get("result").get("test_accuracy").asDouble()).isEqualTo(0.8);

            Received counts = events.next("sweep");
            while (counts.data().get("trials").get("succeeded").asLong() == 0) {
                counts = events.next("sweep");
            }
            assertThat(counts.data().get("id").asLong()).isEqualTo(sweep);
            assertThat(counts.data().get("definition").isNull()).isTrue();
        }
    }

    @Test
    void shouldSendEveryEpochOnceThoughSeveralPassBetweenTwoLooks() throws Exception {
        submit(SIX_TRIALS);
        try (EventClient events = open("/api/v1/sweeps/1/events", null)) {
            events.next("hello");
            worker("w").claim(1, 30);
            for (int epoch = 1; epoch <= 5; epoch++) {
                worker("w").completeEpoch(1, epoch, Map.of("train_loss", 1.0 / epoch));
            }
            for (int epoch = 1; epoch <= 5; epoch++) {
                assertThat(events.next("metrics").data().get("epoch").asInt()).isEqualTo(epoch);
            }
        }
    }

    @Test
    void shouldReplayWhatWasMissedToAClientThatComesBack() throws Exception {
        submit(SIX_TRIALS);
        String lastSeen;
        try (EventClient events = open("/api/v1/sweeps/1/events", null)) {
            events.next("hello");
            worker("w").claim(1, 30);
            lastSeen = events.next("trial").id();
        }
        try (EventClient witness = open("/api/v1/sweeps/1/events", null)) {
            witness.next("hello");
            worker("w").claim(2, 30);
            Received missed = witness.next("trial");
            try (EventClient back = open("/api/v1/sweeps/1/events", lastSeen)) {
                assertThat(back.next("trial", "hello", "reset")).isEqualTo(missed);
            }
        }
    }

    @Test
    void shouldTellAClientThatMissedNothingThatItIsUpToDate() throws Exception {
        submit(SIX_TRIALS);
        Received last;
        try (EventClient events = open("/api/v1/sweeps/1/events", null)) {
            last = events.next("hello");
        }
        // What the submission still causes is seen one by one, until there is nothing more.
        while (!last.event().equals("heartbeat")) {
            try (EventClient back = open("/api/v1/sweeps/1/events", last.id())) {
                last = back.next("hello", "reset", "trial", "metrics", "sweep", "heartbeat");
            }
        }
        assertThat(last.id()).as("what to come back to").isNull();
    }

    @Test
    void shouldTellAClientFromAnotherNodeToLoadEverythingAgain() throws Exception {
        submit(SIX_TRIALS);
        try (EventClient events = open("/api/v1/sweeps/1/events", "0badf00d-17")) {
            assertThat(events.next("hello", "trial", "sweep", "reset").event()).isEqualTo("reset");
        }
    }

    @Test
    void shouldTellOfNewSweepsAndNotOfTheTrialsOfAll() throws Exception {
        try (EventClient events = open("/api/v1/events", null)) {
            events.next("hello");
            submit(SIX_TRIALS);
            Received created = events.next("sweep", "trial", "metrics");
            assertThat(created.data().get("trials").get("total").asLong()).isEqualTo(6);
            worker("w").claim(1, 30);
            Received changed = events.next("sweep", "trial", "metrics");
            while (changed.data().get("state").asString().equals("PENDING")) {
                changed = events.next("sweep", "trial", "metrics");
            }
            assertThat(changed.event()).isEqualTo("sweep");
            assertThat(changed.data().get("state").asString()).isEqualTo("RUNNING");
        }
    }

    @Test
    void shouldMissNothingWhenTheConnectionsToTheDatabaseAreCut() throws Exception {
        submit(SIX_TRIALS);
        try (EventClient events = open("/api/v1/sweeps/1/events", null)) {
            events.next("hello");
            worker("w").claim(1, 30);
            try (Connection outside = DATABASE.connect(); Statement statement = outside.createStatement()) {
                statement.execute("""
                        select pg_terminate_backend(pid) from pg_stat_activity
                        where datname = current_database() and query like '%from change%' and pid <> pg_backend_pid()""");
            }
            assertThat(events.next("trial").data().get("state").asString()).isEqualTo("RUNNING");
        }
    }

    private EventClient open(String path, String lastEventId) throws Exception {
        return EventClient.open(URI.create("http://localhost:" + port + path), lastEventId);
    }
}
