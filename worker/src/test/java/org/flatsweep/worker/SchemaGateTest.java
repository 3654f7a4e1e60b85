package org.flatsweep.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flatsweep.database.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class SchemaGateTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static QueueRows rows;

    private final StopSignal stop = new StopSignal();
    private final SchemaGate gate = new SchemaGate(rows.workersPool(), stop);

    @BeforeAll
    static void connect() {
        rows = new QueueRows(DATABASE);
        rows.database().sql("create table history as select * from flyway_schema_history").update();
    }

    @AfterEach
    void restore() {
        rows.database().sql("delete from flyway_schema_history").update();
        migrate();
    }

    private static void migrate() {
        rows.database().sql("""
                insert into flyway_schema_history select * from history
                where installed_rank not in (select installed_rank from flyway_schema_history)
                """).update();
    }

    @AfterAll
    static void disconnect() {
        rows.close();
    }

    @Test
    void opensToTheSchemaItKnows() {
        gate.await();
    }

    @Test
    void waitsForTheSchemaSayingWhatItLacks(CapturedOutput output) throws Exception {
        String newest = newestVersion();
        rows.database().sql("delete from flyway_schema_history where version::integer > 1").update();

        var waiting = CompletableFuture.runAsync(gate::await);
        await().until(() -> output.getOut().contains("its schema is at version 1, this worker needs " + newest));
        assertThat(waiting).isNotDone();
        migrate();

        waiting.get(1, TimeUnit.MINUTES);
    }

    @Test
    void stopsWaitingWhenTheWorkerIsToldToStop() throws Exception {
        rows.database().sql("delete from flyway_schema_history").update();

        var waiting = CompletableFuture.runAsync(gate::await);
        stop.request();

        waiting.get(1, TimeUnit.MINUTES);
    }

    @Test
    void refusesASchemaNewerThanItself() {
        rows.migrateBeyondWhatIsKnown();

        assertThatThrownBy(gate::await)
                .isInstanceOf(UnknownSchemaException.class)
                .hasMessage("the database's schema is at version 999, this worker knows versions up to "
                        + newestVersion() + ": update the worker");
    }

    @Test
    void noticesThatTheSchemaHasOutgrownIt() {
        gate.await();
        assertThat(gate.overtaken()).isEmpty();

        rows.migrateBeyondWhatIsKnown();

        assertThat(gate.overtaken()).hasValueSatisfying(reason -> assertThat(reason).hasMessage(
                "the database's schema is at version 999, this worker knows versions up to "
                        + newestVersion() + ": update the worker"));
    }

    private static String newestVersion() {
        return rows.database().sql("select max(version::integer)::text from history").query(String.class).single();
    }
}
