package org.flatsweep.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.atIndex;
import static org.awaitility.Awaitility.await;
import static org.flatsweep.domain.Hyperparameter.LR;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flatsweep.database.TestDatabase;
import org.flatsweep.domain.Hyperparameter;
import org.flatsweep.domain.LatentNoise;
import org.flatsweep.domain.Method;
import org.flatsweep.domain.TrialConfig;
import org.flatsweep.domain.VaeSpec;
import org.flatsweep.training.CheckpointWriteException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.logging.logback.LogbackLoggingSystem;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.json.JsonMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whole workers, with the real trainer, on a real database. */
@ExtendWith(OutputCaptureExtension.class)
class WorkerTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final Logger TRAINING = (Logger) LoggerFactory.getLogger(TrialRunner.class);
    private static final int LONG_TRAINING = 8;
    private static final Capabilities CPU = new Capabilities(Set.of("digits"), Optional.empty());

    private static QueueRows rows;

    @TempDir
    Path checkpoints;

    private final List<ConfigurableApplicationContext> workers = new ArrayList<>();
    private Appender<ILoggingEvent> recorder;
    private long sweep;

    @BeforeAll
    static void connect() {
        rows = new QueueRows(DATABASE);
    }

    @AfterAll
    static void disconnect() {
        rows.close();
    }

    @BeforeEach
    void emptyQueue() {
        rows.clear();
        sweep = rows.sweep(3);
    }

    @AfterEach
    void stopWorkers() {
        workers.forEach(ConfigurableApplicationContext::close);
        if (recorder != null) {
            TRAINING.detachAppender(recorder);
        }
    }

    private ConfigurableApplicationContext startWorker(String id, String... more) {
        ConfigurableApplicationContext worker = new SpringApplicationBuilder(WorkerApplication.class).run(arguments(id, more));
        workers.add(worker);
        return worker;
    }

    private String[] arguments(String id, String... more) {
        return Stream.concat(Stream.of(more), Stream.of(
                "--spring.datasource.url=" + DATABASE.address().jdbcUrl(),
                "--spring.datasource.username=" + DATABASE.as(TestDatabase.WORKER).user(),
                "--spring.datasource.password=" + DATABASE.as(TestDatabase.WORKER).password(),
                "--flatsweep.worker-id=" + id,
                "--flatsweep.checkpoints=" + checkpoints,
                "--flatsweep.datasets=" + checkpoints.resolve("no-datasets"),
                "--flatsweep.device=cpu",
                "--flatsweep.threads=1",
                "--flatsweep.heartbeat=100ms",
                "--flatsweep.poll=100ms")).toArray(String[]::new);
    }

    private static void awaitState(long trial, String state) {
        await().atMost(Duration.ofMinutes(3))
                .untilAsserted(() -> assertThat(rows.trial(trial)).containsEntry("state", state));
    }

    private static int awaitEpoch(long trial, int epoch) {
        return await().atMost(Duration.ofMinutes(3))
                .until(() -> (Integer) rows.trial(trial).get("epoch"), reached -> reached >= epoch);
    }

    /** A directory that cannot be made, since a file has its name, stands for a disk that is full. */
    @Test
    void givesTheTrialBackAtNoCostAndEndsWhereItCannotWriteCheckpoints() throws Exception {
        long trial = rows.trial(sweep, 0, QueueRows.digits(Method.SGD, 2, 0));
        Files.createFile(checkpoints.resolve("trial-" + trial));

        WorkerLoop loop = startWorker("alice").getBean(WorkerLoop.class);

        assertThat(loop.end()).failsWithin(Duration.ofMinutes(3)).withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(CheckpointWriteException.class).withMessageContaining("cannot write checkpoint");
        assertThat(rows.trial(trial)).containsEntry("state", "PENDING").containsEntry("failures", 0);
        assertThat(rows.attempt(trial, 1)).containsEntry("ended", "DRAINED");
    }

    @Test
    void trainsAQueuedTrialToItsResult() {
        long trial = rows.trial(sweep, 0, QueueRows.digits(Method.VSAM, 1, 0));

        startWorker("alice");
        awaitState(trial, "SUCCEEDED");

        assertThat(rows.trial(trial))
                .containsEntry("attempt", 1)
                .containsEntry("failures", 0)
                .containsEntry("epoch", 1);
        assertThat(rows.attempt(trial, 1)).containsEntry("ended", "SUCCEEDED").containsEntry("worker_id", "alice");
        assertThat(rows.database().sql("select name from live_metric where trial_id = ?").param(trial)
                        .query(String.class).list())
                .contains("train_loss", "validation_accuracy", "test_accuracy", "sigma_median");
        assertThat(rows.database().sql("""
                        select t.validation_accuracy = m.value and t.test_accuracy between 0 and 1
                               and t.train_seconds > 0 and t.provenance ->> 'device' like 'cpu%'
                        from results.trial t join live_metric m using (trial_id)
                        where trial_id = ? and m.name = 'validation_accuracy' and m.epoch = 1
                        """).param(trial).query(Boolean.class).single())
                .isTrue();
        await().untilAsserted(() -> assertThat(checkpoints).isEmptyDirectory());
    }

    @Test
    void keepsWhatTheTrainingOfEachTrialLogs(CapturedOutput output) {
        TrialConfig config = QueueRows.digits(Method.SGD, 2, 0);
        Map<Hyperparameter, Object> exploding = new EnumMap<>(config.hyperparameters());
        exploding.put(LR, 1e30);
        long diverging = rows.trial(sweep, 0,
                new TrialConfig(config.dataset(), config.model(), config.method(), exploding, config.seed()));
        long trial = rows.trial(sweep, 1, config);

        startWorker("alice");
        awaitState(trial, "SUCCEEDED");

        await().untilAsserted(() -> assertThat(rows.log(trial)).satisfiesExactly(
                line -> assertThat(line).startsWith("1 INFO begun by worker alice on cpu, 1 thread"),
                line -> assertThat(line).isEqualTo("1 INFO training from scratch"),
                line -> assertThat(line).startsWith("1 DEBUG epoch 1: ")
                        .contains(", train_loss ", ", validation_accuracy 0."),
                line -> assertThat(line).startsWith("1 DEBUG epoch 2: "),
                line -> assertThat(line).startsWith("1 INFO succeeded, validation accuracy ")));
        assertThat(rows.log(diverging)).satisfies(
                line -> assertThat(line).startsWith("1 ERROR DIVERGED, diverged in epoch 1 at step "), atIndex(2));
        assertThat(output).doesNotContain("epoch 2: ");
    }

    @Test
    void namesSweepTrialAndAttemptInFieldsOfWhatItLogs() {
        startWorker("alice");
        List<Map<String, String>> fields = recordFields();
        long trial = rows.trial(sweep, 0, QueueRows.digits(Method.SGD, 1, 0));
        awaitState(trial, "SUCCEEDED");

        assertThat(fields).isNotEmpty().allSatisfy(field -> assertThat(field)
                .containsEntry("sweep_id", Long.toString(sweep))
                .containsEntry("trial_id", Long.toString(trial))
                .containsEntry("attempt", "1"));
    }

    @Test
    void hasThoseFieldsInTheLinesThatItLogsAsJson(CapturedOutput output) {
        logJson();
        startWorker("alice");
        long trial = rows.trial(sweep, 0, QueueRows.digits(Method.SGD, 1, 0));
        awaitState(trial, "SUCCEEDED");

        await().untilAsserted(() -> assertThat(output.getOut().lines()
                .filter(line -> line.startsWith("{"))
                .map(JsonMapper.shared()::readTree)
                .filter(line -> line.path("message").asString().startsWith("succeeded")))
                .singleElement().satisfies(line -> assertThat(List.of("sweep_id", "trial_id", "attempt")).map(
                        field -> line.path(field).asString())
                        .containsExactly(Long.toString(sweep), Long.toString(trial), "1")));
    }

    /** As where there is no configuration for tests, until a worker has stopped. */
    private static void logJson() {
        ConfigurableEnvironment json = new StandardEnvironment();
        json.getPropertySources().addFirst(new SystemEnvironmentPropertySource(
                "as Compose sets it", Map.of("LOGGING_STRUCTURED_FORMAT_CONSOLE", "ecs")));
        LoggingSystem logging =
                new LogbackLoggingSystem(new FilteredClassLoader(new ClassPathResource("logback-test.xml")));
        logging.cleanUp();
        logging.beforeInitialize();
        logging.initialize(new LoggingInitializationContext(json), null, null);
    }

    /** Those of every line about the training of a trial, from here to the end of the test. */
    private List<Map<String, String>> recordFields() {
        List<Map<String, String>> fields = new CopyOnWriteArrayList<>();
        recorder = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                fields.add(event.getMDCPropertyMap());
            }
        };
        recorder.start();
        TRAINING.addAppender(recorder);
        return fields;
    }

    @Test
    void tracesAnAttemptWithItsPartsWhereTracesAreCollected() {
        InMemorySpanExporter collected = InMemorySpanExporter.create();

        workers.add(new SpringApplicationBuilder(WorkerApplication.class)
                .profiles("tracing")
                .initializers((GenericApplicationContext context) ->
                        context.registerBean(InMemorySpanExporter.class, () -> collected))
                .run(arguments("alice", "--management.opentelemetry.tracing.export.schedule-delay=100ms")));
        List<Map<String, String>> fields = recordFields();
        long trial = rows.trial(sweep, 0, QueueRows.digits(Method.SGD, 1, 0));
        await().atMost(Duration.ofMinutes(3)).until(() -> collected.getFinishedSpanItems().size() == 4);

        Map<String, SpanData> spans = collected.getFinishedSpanItems().stream()
                .collect(Collectors.toMap(SpanData::getName, span -> span));
        assertThat(spans).containsOnlyKeys("attempt", "claim", "train", "commit");
        assertThat(spans.values()).allSatisfy(span -> assertThat(span.getAttributes().asMap())
                .containsEntry(AttributeKey.longKey("sweep_id"), sweep)
                .containsEntry(AttributeKey.longKey("trial_id"), trial)
                .containsEntry(AttributeKey.longKey("attempt"), 1L));
        SpanData attempt = spans.get("attempt");
        assertThat(attempt.getAttributes().get(AttributeKey.stringKey("ended"))).isEqualTo("SUCCEEDED");
        assertThat(attempt.getParentSpanContext().isValid()).isFalse();
        assertThat(List.of(spans.get("claim"), spans.get("train"), spans.get("commit"))).allSatisfy(part ->
                assertThat(part.getParentSpanContext()).isEqualTo(attempt.getSpanContext()));
        assertThat(fields).isNotEmpty().allSatisfy(field ->
                assertThat(field).containsEntry("traceId", attempt.getTraceId()).containsKey("spanId"));
    }

    @Test
    void trainsAVariationalAutoencoderToItsLowerBound(CapturedOutput output) {
        TrialConfig classifier = QueueRows.digits(Method.SGD, 1, 0);
        VaeSpec vae = new VaeSpec(2, 16, LatentNoise.WORST_CASE, Optional.empty());
        Map<Hyperparameter, Object> settings = new EnumMap<>(classifier.hyperparameters());
        settings.put(LR, 1e-3);
        long trial = rows.trial(sweep, 0, new TrialConfig(classifier.dataset(), vae, Method.SGD, settings, 0));

        startWorker("alice");
        awaitState(trial, "SUCCEEDED");

        assertThat(rows.database().sql("""
                        select t.test_elbo = -t.test_loss and t.test_elbo between -250 and 0
                               and abs(t.test_elbo - m.value) < 1e-3 and t.test_accuracy is null
                        from results.trial t join live_metric m using (trial_id)
                        where trial_id = ? and m.name = 'test_elbo'
                        """).param(trial).query(Boolean.class).single())
                .isTrue();
        assertThat(output).containsPattern("succeeded, validation loss \\d+\\.\\d\\d nats, test loss \\d+");
    }

    @Test
    void plansNoScanOfAWholeTableThatAnIndexCanSpare() {
        ConfigurableApplicationContext worker = startWorker("alice");

        assertThat(worker.getBean(JdbcClient.class).sql("show enable_seqscan").query(String.class).single())
                .isEqualTo("off");
    }

    @Test
    void showsThatItIsAtWorkAndThatItStopped() {
        ConfigurableApplicationContext worker = startWorker("alice");
        await().untilAsserted(() -> assertThat(rows.database()
                        .sql("select last_seen_at > started_at from worker where id = 'alice' and stopped_at is null")
                        .query(Boolean.class).optional())
                .contains(true));

        worker.close();

        Map<String, Object> row = rows.database().sql("select * from worker").query().singleRow();
        assertThat(row).containsEntry("id", "alice");
        assertThat((String) row.get("device")).startsWith("cpu, ");
        assertThat((String) row.get("hostname")).isNotBlank();
        assertThat(row.get("stopped_at")).isNotNull();
    }

    @Test
    void givesATrialBackWhenToldToStopAndAnotherWorkerGoesOnFromItsCheckpoint() {
        TrialConfig config = QueueRows.digits(Method.SGD, LONG_TRAINING, 7);
        long trial = rows.trial(sweep, 0, config);
        ConfigurableApplicationContext alice = startWorker("alice");
        awaitEpoch(trial, 2);

        alice.close();

        int reached = (Integer) rows.trial(trial).get("epoch");
        assertThat(reached).isLessThan(LONG_TRAINING);
        assertThat(rows.trial(trial)).containsEntry("state", "PENDING").containsEntry("failures", 0);
        assertThat(rows.attempt(trial, 1)).containsEntry("ended", "DRAINED");

        long undisturbed = rows.trial(rows.sweep(3), 1, config);
        startWorker("bob");
        awaitState(trial, "SUCCEEDED");
        awaitState(undisturbed, "SUCCEEDED");

        assertThat(rows.attempt(trial, 2)).containsEntry("resumed_from_epoch", reached);
        assertThat(rows.curve(trial, "train_loss")).isEqualTo(curve(reached, LONG_TRAINING));
        assertThat(outcome(trial)).isEqualTo(outcome(undisturbed));
    }

    @Test
    void trainsAgainStepsWhoseCheckpointWasWrittenButNeverRecorded(CapturedOutput output) {
        long trial = rows.trial(sweep, 0, QueueRows.digits(Method.SGD, LONG_TRAINING, 7));
        ConfigurableApplicationContext alice = startWorker("alice");
        awaitEpoch(trial, 2);
        alice.close();
        int reached = (Integer) rows.trial(trial).get("epoch");
        rows.database().sql("update checkpoint set step = 0").update();

        startWorker("bob");
        awaitState(trial, "SUCCEEDED");

        assertThat(output).contains("resumed after epoch %d and 0 steps".formatted(reached));
        assertThat(rows.curve(trial, "train_loss")).isEqualTo(curve(reached, LONG_TRAINING));
    }

    /** Epochs up to {@code resumedFrom} by attempt 1, the others by attempt 2. */
    private static List<String> curve(int resumedFrom, int epochs) {
        return IntStream.rangeClosed(1, epochs)
                .mapToObj(epoch -> epoch + ":" + (epoch <= resumedFrom ? 1 : 2))
                .toList();
    }

    private static Map<String, Object> outcome(long trial) {
        return rows.database()
                .sql("""
                        select train_loss, validation_loss, validation_accuracy, test_loss, test_accuracy
                        from result where trial_id = ?
                        """)
                .param(trial)
                .query()
                .singleRow();
    }

    @Test
    void leavesATrialThatWasGivenToAnotherWorkerAndGoesOnWithTheNext() {
        long trial = rows.trial(sweep, 0, QueueRows.digits(Method.SGD, 100_000, 0));
        startWorker("alice");
        awaitEpoch(trial, 1);

        Fence bob = rows.inTransaction(() -> {
            rows.expire(trial);
            return new TrialQueue(rows.database())
                    .claim("bob", CPU, Duration.ofHours(1)).orElseThrow().fence();
        });
        Map<String, Object> held = rows.trial(trial);
        List<String> curve = rows.curve(trial, "train_loss");
        long next = rows.trial(sweep, 1);
        awaitState(next, "SUCCEEDED");

        assertThat(bob).isEqualTo(new Fence(trial, 2));
        assertThat(rows.trial(trial)).isEqualTo(held).containsEntry("worker_id", "bob");
        assertThat(rows.attempt(trial, 1)).containsEntry("ended", "LEASE_EXPIRED");
        assertThat(rows.attempt(trial, 2)).containsEntry("ended", null);
        assertThat(rows.curve(trial, "train_loss")).isEqualTo(curve);
        assertThat(rows.database().sql("select location from checkpoint where trial_id = ?").param(trial)
                        .query(String.class).single())
                .as("what bob goes on from").satisfies(file -> assertThat(Path.of(file)).exists());
    }

    @ParameterizedTest
    @ValueSource(strings = {"trial", "sweep"})
    void savesAndGivesBackATrialThatIsPausedAndGoesOnWhenItIsResumed(String what) {
        long trial = rows.trial(sweep, 0, QueueRows.digits(Method.SGD, LONG_TRAINING, 0));
        startWorker("alice");
        awaitEpoch(trial, 1);

        rows.database().sql("update %s set paused_at = now()".formatted(what)).update();
        awaitState(trial, "PENDING");
        assertThat(rows.attempt(trial, 1)).containsEntry("ended", "PAUSED");
        assertThat(rows.trial(trial)).containsEntry("failures", 0);
        int reached = (Integer) rows.trial(trial).get("epoch");

        rows.database().sql("update %s set paused_at = null".formatted(what)).update();
        awaitState(trial, "SUCCEEDED");
        assertThat(rows.curve(trial, "train_loss")).isEqualTo(curve(reached, LONG_TRAINING));
    }

    @Test
    void givesBackWhatItsDeadPredecessorHeld() {
        long trial = rows.trial(sweep, 0);
        new TrialQueue(rows.database()).claim("alice", CPU, Duration.ofHours(1));
        rows.database().sql("insert into worker (id, hostname, device) values ('alice', 'here', 'cpu')").update();

        startWorker("alice", "--flatsweep.predecessor=the worker ended with exit code 139 (SIGSEGV)");
        awaitState(trial, "SUCCEEDED");

        assertThat(rows.attempt(trial, 1))
                .containsEntry("ended", "CRASHED")
                .containsEntry("message", "the worker ended with exit code 139 (SIGSEGV)");
        assertThat(rows.trial(trial)).containsEntry("attempt", 2).containsEntry("failures", 1);
    }

    @Test
    void savesAndGivesBackItsTrialAndEndsWhenTheSchemaOutgrowsIt() {
        long trial = rows.trial(sweep, 0, QueueRows.digits(Method.SGD, 100_000, 0));
        WorkerLoop loop = startWorker("alice").getBean(WorkerLoop.class);
        awaitEpoch(trial, 1);

        rows.migrateBeyondWhatIsKnown();
        try {
            assertThat(loop.end()).failsWithin(Duration.ofMinutes(3)).withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(UnknownSchemaException.class).withMessageContaining("update the worker");
        } finally {
            rows.forgetMigration();
        }

        assertThat(rows.trial(trial)).containsEntry("state", "PENDING").containsEntry("failures", 0);
        assertThat(rows.attempt(trial, 1)).containsEntry("ended", "DRAINED");
    }

    @Test
    void refusesAnIdThatAnotherWorkerHas() {
        startWorker("alice");
        await().until(() -> rows.count("worker") == 1);

        ConfigurableApplicationContext second = startWorker("alice");

        assertThat(second.getBean(WorkerLoop.class).end()).failsWithin(Duration.ofSeconds(60))
                .withThrowableThat()
                .withCauseInstanceOf(WorkerIdInUseException.class)
                .withMessageContaining("FLATSWEEP_WORKER_ID is alice");
        second.close();
        assertThat(rows.count("worker where stopped_at is null")).as("the first still works").isEqualTo(1);
        assertThat(startWorker("alice").getBean(WorkerLoop.class).end()).failsWithin(Duration.ofSeconds(60));
    }

    @Test
    void keepsItsTrialWhileTheDatabaseTakesNoWrites(CapturedOutput output) {
        long trial = rows.trial(sweep, 0, QueueRows.digits(Method.SGD, LONG_TRAINING, 0));
        startWorker("alice");
        awaitEpoch(trial, 1);

        setDatabaseWritable(false);
        try {
            await().atMost(Duration.ofMinutes(3)).until(() -> output.getOut()
                    .contains("trying again until it is: ERROR: cannot execute SELECT in a read-only transaction"));
        } finally {
            setDatabaseWritable(true);
        }
        awaitState(trial, "SUCCEEDED");

        assertThat(rows.trial(trial)).containsEntry("attempt", 1).containsEntry("failures", 0);
        assertThat(rows.curve(trial, "train_loss")).isEqualTo(curve(LONG_TRAINING, LONG_TRAINING));
    }

    @Test
    void deletesCheckpointsThatNobodyWillNeedWhenItHasNothingToDo() throws Exception {
        long failed = rows.trial(sweep, 0);
        rows.database().sql("update trial set state = 'FAILED', finished_at = now() - interval '8 days'").update();
        Path directory = Files.createDirectories(checkpoints.resolve("trial-" + failed));
        Files.setLastModifiedTime(directory, FileTime.from(Instant.now().minus(Duration.ofDays(8))));

        startWorker("alice");

        await().untilAsserted(() -> assertThat(checkpoints).isEmptyDirectory());
    }

    @Test
    void stopsATrialThatWasCancelled() {
        long trial = rows.trial(sweep, 0, QueueRows.digits(Method.SGD, 100_000, 0));
        startWorker("alice");
        awaitEpoch(trial, 1);

        rows.database().sql("""
                update trial set state = 'CANCELLED', worker_id = null, lease_until = null, finished_at = now()
                """).update();
        long next = rows.trial(sweep, 1);
        awaitState(next, "SUCCEEDED");

        assertThat(rows.trial(trial)).containsEntry("state", "CANCELLED");
    }

    @Test
    void keepsItsTrialThroughALossOfTheDatabase(CapturedOutput output) {
        long trial = rows.trial(sweep, 0, QueueRows.digits(Method.SGD, LONG_TRAINING, 0));
        startWorker("alice");
        awaitEpoch(trial, 1);

        setDatabaseReachable(false);
        await().atMost(Duration.ofMinutes(3))
                .until(() -> output.getOut().contains("database not reachable, trying again until it is"));
        setDatabaseReachable(true);
        awaitState(trial, "SUCCEEDED");

        assertThat(rows.trial(trial)).containsEntry("attempt", 1).containsEntry("failures", 0);
        assertThat(rows.curve(trial, "train_loss")).isEqualTo(curve(LONG_TRAINING, LONG_TRAINING));
    }

    @Test
    void keepsItsTrialWhileTheDatabasesDiskIsFull(CapturedOutput output) {
        long trial;
        try (var disk = DATABASE.fullDisk("metric")) {
            trial = rows.trial(sweep, 0, QueueRows.digits(Method.SGD, 3, 0));
            startWorker("alice");
            await().atMost(Duration.ofMinutes(3)).until(() -> output.getOut()
                    .contains("trying again until it is: ERROR: could not extend file: No space left on device"));
        }
        awaitState(trial, "SUCCEEDED");

        assertThat(rows.trial(trial)).containsEntry("attempt", 1).containsEntry("failures", 0);
        assertThat(rows.curve(trial, "train_loss")).isEqualTo(curve(3, 3));
    }

    private static final String CUT_WORKERS_OFF = """
            select pg_terminate_backend(pid) from pg_stat_activity
            where datname = '%s' and application_name like 'flatsweep-worker%%'""";

    /** False cuts every worker off and refuses new connections; the test keeps its own. */
    private static void setDatabaseReachable(boolean reachable) {
        if (reachable) {
            onServer("alter database %s with allow_connections true");
        } else {
            onServer("alter database %s with allow_connections false", CUT_WORKERS_OFF);
        }
    }

    /** False lets workers reconnect to a database that is read-only to all. */
    private static void setDatabaseWritable(boolean writable) {
        onServer("alter database %s set default_transaction_read_only = " + !writable, CUT_WORKERS_OFF);
    }

    /** @param statements on the tests' database, whose name has its place in them */
    private static void onServer(String... statements) {
        String url = DATABASE.address().jdbcUrl();
        String name = url.substring(url.lastIndexOf('/') + 1);
        try (Connection admin = DriverManager.getConnection(
                        url.replace("/" + name, "/postgres"), DATABASE.address().user(), DATABASE.address().password());
                Statement statement = admin.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql.formatted(name));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void failsADivergedTrialForGoodAndGoesOnWithTheNext() {
        TrialConfig config = QueueRows.digits(Method.SGD, 3, 0);
        Map<Hyperparameter, Object> exploding = new EnumMap<>(config.hyperparameters());
        exploding.put(LR, 1e30);
        long trial = rows.trial(sweep, 0,
                new TrialConfig(config.dataset(), config.model(), config.method(), exploding, config.seed()));
        long next = rows.trial(sweep, 1);

        startWorker("alice");
        awaitState(next, "SUCCEEDED");

        assertThat(rows.trial(trial)).containsEntry("state", "FAILED").containsEntry("failures", 1);
        assertThat(rows.attempt(trial, 1)).containsEntry("ended", "DIVERGED");
        assertThat((String) rows.attempt(trial, 1).get("message")).startsWith("diverged in epoch 1 at step ");
    }

    @Test
    void failsATrialWhoseConfigurationItCannotReadForGood() {
        long trial = rows.trial(sweep, 0);
        rows.database().sql("update trial set config = '{\"method\": \"adam\"}'").update();

        startWorker("alice");
        awaitState(trial, "FAILED");

        assertThat(rows.attempt(trial, 1)).containsEntry("ended", "BAD_CONFIGURATION");
        assertThat((String) rows.attempt(trial, 1).get("message")).contains("method=adam");
    }
}
