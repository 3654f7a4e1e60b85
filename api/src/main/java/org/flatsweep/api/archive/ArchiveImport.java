package org.flatsweep.api.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.flatsweep.api.archive.Manifest.Counts;
import org.flatsweep.api.problem.Problem;
import org.flatsweep.api.sweep.DefinitionParser;
import org.flatsweep.api.sweep.SweepSubmission.Receipt;
import org.flatsweep.domain.InvalidSweepDefinitionException;
import org.flatsweep.domain.SweepDefinition;
import org.flatsweep.domain.SweepDefinitionReader;
import org.flatsweep.domain.TrialConfig;
import org.flatsweep.domain.Violation;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Stores an archived sweep, all or nothing, and line by line, so that its length does not matter. */
@Service
class ArchiveImport {

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;

    ArchiveImport(JdbcClient jdbc, JdbcTemplate batches) {
        this.jdbc = jdbc;
        this.batches = batches;
    }

    /**
     * The same content gives the sweep of the first import.
     *
     * @throws InvalidSweepDefinitionException if the definition is none
     * @throws Problem 422 that names the entry, the line, the field and what is allowed there
     */
    @Transactional(rollbackFor = IOException.class)
    public Receipt store(ArchiveFile archive) throws IOException {
        SweepDefinition definition = definition(archive);
        String hash = archive.manifest().contentHash();
        Optional<Long> id = insertSweep(archive, definition, hash);
        if (id.isEmpty()) {
            return new Receipt(jdbc.sql("select id from sweep where idempotency_key = :key")
                    .param("key", key(hash)).query(Long.class).single(), false);
        }
        TrialRows trials = new TrialRows(id.get(), jdbc, batches);
        readTrials(archive, definition, trials);
        MetricRows metrics = new MetricRows(id.get(), jdbc, batches);
        readMetrics(archive, metrics);
        requireCounts(archive.manifest().counts(),
                new Counts(trials.trials(), trials.attempts(), trials.results(), metrics.metrics()));
        return new Receipt(id.get(), true);
    }

    private static SweepDefinition definition(ArchiveFile archive) throws IOException {
        try (InputStream entry = archive.open(Manifest.DEFINITION)) {
            SweepDefinition definition =
                    SweepDefinitionReader.read(DefinitionParser.parse(entry, MediaType.APPLICATION_JSON));
            if (!archive.manifest().sweep().name().equals(definition.name())) {
                throw wrong("/sweep/name", archive.manifest().sweep().name(),
                        "must be that of %s, '%s'".formatted(Manifest.DEFINITION, definition.name()));
            }
            return definition;
        }
    }

    /** Trials that are final need no worker, so the sweep is never open to claims. */
    private Optional<Long> insertSweep(ArchiveFile archive, SweepDefinition definition, String hash) throws IOException {
        String text;
        try (InputStream entry = archive.open(Manifest.DEFINITION)) {
            text = new String(entry.readAllBytes(), StandardCharsets.UTF_8);
        }
        Manifest.SweepTimes times = archive.manifest().sweep();
        // With an import of the same content under way, this waits for that one's commit.
        return jdbc.sql("""
                        insert into sweep (name, definition, max_attempts, priority, max_parallel, reuse, gpu_bytes,
                                           idempotency_key, request_hash, created_at, cancelled_at, open)
                        values (:name, :definition::json, :maxAttempts, :priority, :maxParallel, :reuse, :gpuBytes,
                                :key, :hash, :createdAt, :cancelledAt::timestamptz, false)
                        on conflict (idempotency_key) do nothing
                        returning id""")
                .param("name", definition.name())
                .param("definition", text)
                .param("maxAttempts", definition.queue().maxAttempts())
                .param("priority", definition.queue().priority())
                .param("maxParallel", definition.queue().maxParallel().orElse(null))
                .param("reuse", definition.queue().reuse())
                .param("gpuBytes", definition.queue().gpuBytes().orElse(null))
                .param("key", key(hash))
                .param("hash", hash)
                .param("createdAt", times.createdAt().atOffset(ZoneOffset.UTC))
                .param("cancelledAt",
                        times.cancelledAt() == null ? null : times.cancelledAt().atOffset(ZoneOffset.UTC))
                .query(Long.class)
                .optional();
    }

    private static String key(String contentHash) {
        return "archive:" + contentHash;
    }

    /** Each is the definition's trial of its number, and none of those is missing. */
    private static void readTrials(ArchiveFile archive, SweepDefinition definition, TrialRows rows) throws IOException {
        Iterator<TrialConfig> expected = definition.trials().iterator();
        try (InputStream entry = archive.open(Manifest.TRIALS)) {
            Lines lines = new Lines(Manifest.TRIALS, entry);
            for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                int number = lines.number() - 1;
                if (!expected.hasNext()) {
                    throw new Problem(HttpStatus.UNPROCESSABLE_CONTENT, "%s, line %d: the definition has only %d trials"
                            .formatted(Manifest.TRIALS, lines.number(), number)).with("entry", Manifest.TRIALS);
                }
                Fields fields = Fields.parse(Manifest.TRIALS, lines.number(), line.get());
                rows.add(ArchivedTrial.read(fields, new String(line.get(), StandardCharsets.UTF_8), number, expected.next()));
            }
            if (expected.hasNext()) {
                throw new Problem(HttpStatus.UNPROCESSABLE_CONTENT, "%s ends after line %d; the definition has more trials"
                        .formatted(Manifest.TRIALS, lines.number())).with("entry", Manifest.TRIALS);
            }
            rows.flush();
        }
    }

    private static void readMetrics(ArchiveFile archive, MetricRows rows) throws IOException {
        try (InputStream entry = archive.open(Manifest.METRICS)) {
            Lines lines = new Lines(Manifest.METRICS, entry);
            for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                rows.add(Fields.parse(Manifest.METRICS, lines.number(), line.get()));
            }
            rows.flush();
        }
    }

    private static void requireCounts(Counts said, Counts found) {
        if (!said.equals(found)) {
            throw wrong("/counts", said, "must be what the entries hold, " + found);
        }
    }

    private static Problem wrong(String pointer, Object value, String allowed) {
        return new Problem(HttpStatus.UNPROCESSABLE_CONTENT, Manifest.ENTRY + " has an invalid field")
                .with("entry", Manifest.ENTRY)
                .with("errors", List.of(new Violation(pointer, value, allowed)));
    }
}
