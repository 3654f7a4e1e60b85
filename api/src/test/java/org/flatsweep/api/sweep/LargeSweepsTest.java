package org.flatsweep.api.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.flatsweep.api.ApiTest;
import org.flatsweep.domain.SweepDefinition;
import org.flatsweep.domain.SweepDefinitionReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/** Sweeps whose trials take a while to count and to store leave the node to others meanwhile. */
class LargeSweepsTest extends ApiTest {

    private static final String LARGE = SIX_TRIALS.replace("[0.05, 1e-1]", "{from: 0.01, to: 1, steps: 5000}");

    @Autowired
    private LargeSweeps large;

    @Autowired
    private PlatformTransactionManager transactions;

    /** Threads that begin a transaction. */
    private final List<String> began = new CopyOnWriteArrayList<>();

    private Collection<TransactionExecutionListener> others;

    @BeforeEach
    void watchTransactions() {
        var manager = (ConfigurableTransactionManager) transactions;
        others = List.copyOf(manager.getTransactionExecutionListeners());
        List<TransactionExecutionListener> listeners = new ArrayList<>(others);
        listeners.add(new TransactionExecutionListener() {
            @Override
            public void afterBegin(TransactionExecution transaction, Throwable failure) {
                began.add(Thread.currentThread().getName());
            }
        });
        manager.setTransactionExecutionListeners(listeners);
    }

    @AfterEach
    void leaveThemUnwatched() {
        ((ConfigurableTransactionManager) transactions).setTransactionExecutionListeners(others);
    }

    @Test
    void shouldCountTrialsWithoutAConnectionThatOthersWaitFor() {
        // Of a method that has succeeded here, trials are hashed.
        long trial = trialsOf(submitWatched()).get(0);
        worker("w").claim(trial, 30);
        worker("w").succeed(trial, 0.9, 0.8, 30);

        post("/api/v1/sweeps/preview", SIX_TRIALS).expectStatus().isOk();

        assertThat(began).noneMatch(LargeSweepsTest::servesRequests);
    }

    @Test
    void shouldReadADefinitionBeforeItTakesAConnection() {
        submitWatched();

        post("/api/v1/sweeps", "name: x").expectStatus().isEqualTo(422);

        assertThat(began).noneMatch(LargeSweepsTest::servesRequests);
    }

    @Test
    void shouldHavePreviewsWaitWhileAsManyAreMadeAsMayBe() throws IOException {
        expectFewAtATime("/api/v1/sweeps/preview", "previewed", large::preview);
    }

    @Test
    void shouldHaveSubmissionsWaitWhileAsManyAreStoredAsMayBe() throws IOException {
        expectFewAtATime("/api/v1/sweeps", "stored", large::submit);
    }

    @Test
    void shouldStoreASweepWhileOthersArePreviewedAndTheOtherWayRound() throws IOException {
        whileTaken(LargeSweeps.AT_A_TIME, large::preview,
                () -> post("/api/v1/sweeps", LARGE).expectStatus().isCreated());
        whileTaken(LargeSweeps.AT_A_TIME, large::submit,
                () -> post("/api/v1/sweeps/preview", LARGE).expectStatus().isOk());
    }

    private void expectFewAtATime(String path, String done, Admission admission) throws IOException {
        whileTaken(LargeSweeps.AT_A_TIME, admission, () -> {
            post(path, LARGE).expectStatus().isEqualTo(429)
                    .expectHeader().contentType(MediaType.APPLICATION_PROBLEM_JSON)
                    .expectHeader().valueMatches(HttpHeaders.RETRY_AFTER, "[1-9]")
                    .expectBody().jsonPath("$.detail").isEqualTo("2 sweeps of 10000 trials or more are being " + done
                            + " here, the most allowed; try again later");
            post(path, SIX_TRIALS).expectStatus().is2xxSuccessful();
        });
        whileTaken(LargeSweeps.AT_A_TIME - 1, admission, () -> post(path, LARGE).expectStatus().is2xxSuccessful());
    }

    /** The transaction of a sweep that is in order is seen; without that, seeing none would mean nothing. */
    private long submitWatched() {
        long sweep = submit(SIX_TRIALS);
        assertThat(began).anyMatch(LargeSweepsTest::servesRequests);
        began.clear();
        return sweep;
    }

    private static boolean servesRequests(String thread) {
        return thread.startsWith("http");
    }

    private interface Admission {
        Object admit(SweepDefinition definition, Supplier<Object> work);
    }

    private static void whileTaken(int places, Admission admission, Runnable then) throws IOException {
        SweepDefinition definition = SweepDefinitionReader.read(DefinitionParser.parse(
                new ByteArrayInputStream(LARGE.getBytes(StandardCharsets.UTF_8)), MediaType.APPLICATION_YAML));
        Runnable taken = then;
        for (int i = 0; i < places; i++) {
            Runnable inner = taken;
            taken = () -> admission.admit(definition, () -> {
                inner.run();
                return null;
            });
        }
        taken.run();
    }

    private ResponseSpec post(String uri, String yaml) {
        return http.post().uri(uri).contentType(MediaType.APPLICATION_YAML).body(yaml).exchange();
    }
}
