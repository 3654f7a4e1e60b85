package org.flatsweep.api.sweep;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.flatsweep.api.problem.Problem;
import org.flatsweep.domain.Hyperparameter;
import org.flatsweep.domain.Sha256;
import org.flatsweep.domain.SweepDefinition;
import org.flatsweep.domain.TrialConfig;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Stores a sweep and its trials, all or nothing. */
@Service
public class SweepSubmission {

    /** Trials whose results may stand for those of equal ones: trained, not reused, by {@code :engineVersion}. */
    static final String REUSABLE = """
            trial trained
                join result made on made.trial_id = trained.id and trained.state = 'SUCCEEDED'
                    and trained.reused_from is null and made.provenance ->> 'engine_version' = :engineVersion""";

    private static final int BATCH = 1_000;

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;
    private final SweepRepository sweeps;
    private final TransactionTemplate transaction;
    private final String engineVersion;
    private final JsonMapper json = JsonMapper.shared();
    private final JsonMapper sorted =
            JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

    SweepSubmission(
            JdbcClient jdbc, JdbcTemplate batches, SweepRepository sweeps, PlatformTransactionManager transactions,
            @Value("${flatsweep.engine-version}") String engineVersion) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.sweeps = sweeps;
        this.transaction = new TransactionTemplate(transactions);
        this.engineVersion = engineVersion;
    }

    /** @param created false if an earlier request with the same key had stored the sweep */
    public record Receipt(long sweepId, boolean created) {}

    /**
     * @param document that the definition was read from
     * @param idempotencyKey the same key with the same document gives the sweep of the first request
     * @throws Problem 422 if the key belongs to another document
     */
    public Receipt submit(SweepDefinition definition, Object document, @Nullable String idempotencyKey) {
        String text = json.writeValueAsString(document);
        String hash = Sha256.of(sorted.writeValueAsString(document));
        return transaction.execute(status -> store(definition, text, hash, idempotencyKey));
    }

    private Receipt store(SweepDefinition definition, String text, String hash, @Nullable String idempotencyKey) {
        // With a request of the same key under way, this waits for that one's commit.
        Optional<Long> id = jdbc.sql("""
                        insert into sweep (name, definition, max_attempts, priority, max_parallel, reuse, gpu_bytes,
                                           idempotency_key, request_hash)
                        values (:name, :definition::json, :maxAttempts, :priority, :maxParallel, :reuse, :gpuBytes,
                                :key, :hash)
                        on conflict (idempotency_key) do nothing
                        returning id""")
                .param("name", definition.name())
                .param("definition", text)
                .param("maxAttempts", definition.queue().maxAttempts())
                .param("priority", definition.queue().priority())
                .param("maxParallel", definition.queue().maxParallel().orElse(null))
                .param("reuse", definition.queue().reuse())
                .param("gpuBytes", definition.queue().gpuBytes().orElse(null))
                .param("key", idempotencyKey)
                .param("hash", hash)
                .query(Long.class)
                .optional();
        if (id.isEmpty()) {
            return repeated(idempotencyKey, hash);
        }
        insertTrials(id.get(), definition.trials());
        if (definition.queue().reuse()) {
            reuseResults(id.get());
        }
        return new Receipt(id.get(), true);
    }

    private Receipt repeated(String key, String hash) {
        Sweep first = sweeps.findByIdempotencyKey(key).orElseThrow();
        if (!first.requestHash().equals(hash)) {
            throw new Problem(HttpStatus.UNPROCESSABLE_CONTENT,
                    "the Idempotency-Key '%s' belongs to sweep %d, whose definition is another one".formatted(
                            key, first.id()));
        }
        return new Receipt(first.id(), false);
    }

    /** A batch at a time, also of what is hashed, as a sweep may have more trials than fit into memory. */
    private void insertTrials(long sweepId, Stream<TrialConfig> trials) {
        AtomicInteger number = new AtomicInteger();
        List<TrialConfig> batch = new ArrayList<>(BATCH);
        trials.forEach(trial -> {
            batch.add(trial);
            if (batch.size() == BATCH) {
                insertBatch(sweepId, batch, number);
                batch.clear();
            }
        });
        insertBatch(sweepId, batch, number);
    }

    /** The result of an equal trial on the same engine is what its own would be. Its provenance says whose it is. */
    private void reuseResults(long sweepId) {
        jdbc.sql("""
                        with reused as (
                            update trial t
                            set state = 'SUCCEEDED', reused_from = equal.source, epoch = t.epochs, finished_at = now()
                            from (select distinct on (asked.id) asked.id, trained.id as source
                                  from trial asked
                                  join (%s) on trained.identity = asked.identity
                                  where asked.sweep_id = :id
                                  order by asked.id, trained.id) equal
                            where t.id = equal.id
                            returning t.id, t.reused_from)
                        insert into result (trial_id, attempt, train_loss, validation_loss, validation_accuracy,
                                            test_loss, test_accuracy, train_seconds, provenance)
                        select reused.id, 0, r.train_loss, r.validation_loss, r.validation_accuracy,
                               r.test_loss, r.test_accuracy, r.train_seconds,
                               r.provenance || jsonb_build_object('reused_from_trial', reused.reused_from)
                        from reused join result r on r.trial_id = reused.reused_from""".formatted(REUSABLE))
                .param("id", sweepId)
                .param("engineVersion", engineVersion)
                .update();
    }

    private void insertBatch(long sweepId, List<TrialConfig> batch, AtomicInteger number) {
        batches.batchUpdate("""
                insert into trial (sweep_id, number, config, method, dataset, model, seed,
                                   configuration_hash, identity, epochs, measure)
                values (?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?)""",
                batch, BATCH, (row, trial) -> bind(row, sweepId, number.getAndIncrement(), trial));
    }

    private void bind(PreparedStatement row, long sweepId, int number, TrialConfig trial) throws SQLException {
        row.setLong(1, sweepId);
        row.setInt(2, number);
        row.setString(3, json.writeValueAsString(trial.toMap()));
        row.setString(4, trial.method().key());
        row.setString(5, trial.dataset().name());
        row.setString(6, trial.model().label());
        row.setLong(7, trial.seed());
        row.setString(8, trial.configurationHash());
        row.setString(9, trial.identity());
        row.setInt(10, trial.integer(Hyperparameter.EPOCHS));
        row.setString(11, trial.model().measure().name());
    }
}
