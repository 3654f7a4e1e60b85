package org.flatsweep.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.flatsweep.database.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.matchers.GroupMatcher;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The whole API on a real port and a real database, which all classes share and each test finds empty. It has the role
 * that it is to have, so that a right it lacks fails a test. Who may ask what is the business of
 * {@code org.flatsweep.api.security}.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "flatsweep.tokens=off")
@AutoConfigureRestTestClient
public abstract class ApiTest {

    /** Two configurations of SAM and one of SGD, two seeds: six trials. */
    protected static final String SIX_TRIALS = """
            name: rho sweep
            dataset: digits
            model: {name: wrn, depth: 10, width: 1}
            epochs: 3
            methods:
              - {name: sgd}
              - {name: sam, grid: {rho: [0.05, 1e-1]}}
            seeds: [0, 1]
            """;

    @RegisterExtension
    protected static final TestDatabase DATABASE = new TestDatabase();

    @Autowired
    protected RestTestClient http;

    /** What a test sets up and looks at is the owner's; what it tests has {@link #apiJdbc}. */
    protected final JdbcClient jdbc = Owner.JDBC;

    @Autowired
    protected JdbcClient apiJdbc;

    @Autowired
    private Scheduler quartz;

    /** Initialised once a JVM. */
    private static final class Owner {

        static final DataSource POOL = DataSourceBuilder.create()
                .url(DATABASE.address().jdbcUrl())
                .username(DATABASE.address().user())
                .password(DATABASE.address().password())
                .build();
        static final JdbcClient JDBC = JdbcClient.create(POOL);
    }

    /** Of what goes through {@link #jdbc}. */
    protected static <T> T inTransaction(Supplier<T> work) {
        return new TransactionTemplate(new JdbcTransactionManager(Owner.POOL)).execute(status -> work.get());
    }

    @DynamicPropertySource
    static void dataSource(DynamicPropertyRegistry properties) {
        properties.add("spring.datasource.url", () -> DATABASE.address().jdbcUrl());
        properties.add("spring.datasource.username", () -> DATABASE.as(TestDatabase.API).user());
        properties.add("spring.datasource.password", () -> DATABASE.as(TestDatabase.API).password());
        properties.add("spring.jpa.hibernate.ddl-auto", () -> "validate");
        properties.add("flatsweep.engine-version", () -> SimulatedWorker.ENGINE_VERSION);
    }

    /** Requests and jobs that the test before left behind may still read, and lock the tables in another order. */
    @BeforeEach
    void emptyDatabase() throws RetryException, SchedulerException {
        quartz.deleteJobs(List.copyOf(quartz.getJobKeys(GroupMatcher.jobGroupEquals("schedules"))));
        RetryTemplate throughDeadlocks = new RetryTemplate(RetryPolicy.builder()
                .includes(PessimisticLockingFailureException.class)
                .build());
        throughDeadlocks.execute(
                () -> jdbc.sql("truncate sweep, worker, metric, access_token restart identity cascade").update());
    }

    /** @return the id of the stored sweep */
    protected long submit(String yaml) {
        URI location = http.post().uri("/api/v1/sweeps")
                .contentType(MediaType.APPLICATION_YAML)
                .body(yaml)
                .exchange()
                .expectStatus().isCreated()
                .returnResult(Void.class)
                .getResponseHeaders()
                .getLocation();
        return Long.parseLong(location.getPath().replaceFirst(".*/", ""));
    }

    /** By number. */
    protected List<Long> trialsOf(long sweepId) {
        return jdbc.sql("select id from trial where sweep_id = :id order by number").param("id", sweepId)
                .query(Long.class).list();
    }

    protected SimulatedWorker worker(String id) {
        return new SimulatedWorker(id, jdbc);
    }

    /** Expects a JSON array of these. */
    protected static Consumer<Object> list(Object... items) {
        return actual -> assertThat(actual).isEqualTo(List.of(items));
    }

    protected long count(String table) {
        return jdbc.sql("select count(*) from " + table).query(Long.class).single();
    }
}
