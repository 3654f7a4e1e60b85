package org.flatsweep.worker;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flatsweep.database.DatabaseAddress;
import org.flatsweep.database.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

class QueueNotificationsTest {

    private static final Duration LONGER_THAN_THE_TEST = Duration.ofMinutes(10);

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private final StopSignal stop = new StopSignal();

    @Test
    void wakesWhenTrialsAreQueued() throws Exception {
        try (QueueNotifications notifications = new QueueNotifications(details(DATABASE.address().jdbcUrl()), stop);
                QueueRows rows = new QueueRows(DATABASE)) {
            notifications.await(LONGER_THAN_THE_TEST); // begins to listen

            var woken = CompletableFuture.runAsync(() -> notifications.await(LONGER_THAN_THE_TEST));
            rows.trial(rows.sweep(3), 0);

            woken.get(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void hearsWhatWasQueuedWhileItsOwnerLookedElsewhere() throws Exception {
        try (QueueNotifications notifications = new QueueNotifications(details(DATABASE.address().jdbcUrl()), stop);
                QueueRows rows = new QueueRows(DATABASE)) {
            notifications.await(LONGER_THAN_THE_TEST); // begins to listen
            rows.trial(rows.sweep(3), 0);

            CompletableFuture.runAsync(() -> notifications.await(LONGER_THAN_THE_TEST)).get(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void listensAgainAfterItsConnectionIsLost() throws Exception {
        try (QueueNotifications notifications = new QueueNotifications(details(DATABASE.address().jdbcUrl()), stop);
                QueueRows rows = new QueueRows(DATABASE)) {
            notifications.await(LONGER_THAN_THE_TEST); // begins to listen
            rows.database().sql("""
                    select pg_terminate_backend(pid) from pg_stat_activity
                    where application_name = 'flatsweep-worker-listen' and datname = current_database()
                    """).query().listOfRows();
            notifications.await(Duration.ofMillis(100)); // finds it broken
            notifications.await(LONGER_THAN_THE_TEST); // begins to listen

            rows.trial(rows.sweep(3), 0);

            CompletableFuture.runAsync(() -> notifications.await(LONGER_THAN_THE_TEST)).get(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void pollsWithoutADatabaseUntilToldToStop() throws Exception {
        JdbcConnectionDetails nowhere = details("jdbc:postgresql://localhost:1/x");
        try (QueueNotifications notifications = new QueueNotifications(nowhere, stop)) {
            notifications.await(Duration.ofMillis(1));

            var waiting = CompletableFuture.runAsync(() -> notifications.await(LONGER_THAN_THE_TEST));
            stop.request();

            waiting.get(1, TimeUnit.MINUTES);
        }
    }

    private static JdbcConnectionDetails details(String jdbcUrl) {
        DatabaseAddress worker = DATABASE.as(TestDatabase.WORKER);
        return new WorkerApplication.DatabaseDetails(new DatabaseAddress(jdbcUrl, worker.user(), worker.password()));
    }
}
