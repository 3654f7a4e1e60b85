package org.flatsweep.api.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.flatsweep.api.archive.Manifest.Counts;
import org.flatsweep.api.archive.Manifest.SweepTimes;
import org.flatsweep.api.export.RowFormat;
import org.flatsweep.api.export.Snapshots;
import org.flatsweep.api.problem.Problem;
import org.flatsweep.api.sql.Instants;
import org.flatsweep.database.SchemaHistory;
import org.flatsweep.domain.Sha256;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes a sweep that has ended into an archive, with nothing in it of this installation: no ids, no time of writing. */
@Service
class ArchiveWriter {

    private static final String TRIALS = """
            select t.number, t.config, t.configuration_hash, t.identity, t.state, t.failures, t.retries, t.epoch,
                   t.thinned, t.created_at, t.started_at, t.finished_at,
                   (select coalesce(jsonb_agg(jsonb_build_object(
                               'attempt', a.attempt, 'worker_id', a.worker_id, 'started_at', a.started_at,
                               'resumed_from_epoch', a.resumed_from_epoch, 'ended_at', a.ended_at,
                               'ended', a.ended, 'message', a.message) order by a.attempt), '[]')
                    from attempt a where a.trial_id = t.id) as attempts,
                   r.attempt as result_attempt, r.train_loss, r.validation_loss, r.validation_accuracy,
                   r.test_loss, r.test_accuracy, r.train_seconds, r.provenance, r.committed_at
            from trial t
            left join result r on r.trial_id = t.id
            where t.sweep_id = :id
            order by t.number""";

    private static final String METRICS = """
            select t.number, m.attempt, m.name, m.epoch, m.value, m.recorded_at
            from trial t
            join live_metric m on m.trial_id = t.id
            where t.sweep_id = :id
            order by t.number, m.name collate "C", m.epoch""";

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private final JdbcClient jdbc;
    private final Snapshots snapshots;

    ArchiveWriter(JdbcClient jdbc, Snapshots snapshots) {
        this.jdbc = jdbc;
        this.snapshots = snapshots;
    }

    /** What stands in the sweep's row. */
    private record Head(SweepTimes times, String definition) {}

    /** The hash and the length in lines of an entry that has been written. */
    private record Written(String sha256, long lines) {}

    /**
     * @param stream asked for after all is found well
     * @throws Problem 404 if there is no such sweep, 409 if some of its trials are not final
     */
    void write(long sweepId, Supplier<OutputStream> stream) throws IOException {
        snapshots.read(() -> {
            Head head = head(sweepId);
            requireFinal(sweepId);
            // JSON that the database makes has times in the zone of its session.
            jdbc.sql("set local time zone 'UTC'").update();
            ZipOutputStream zip = new ZipOutputStream(stream.get(), StandardCharsets.UTF_8);
            Written definition = entry(zip, Manifest.DEFINITION, entry -> {
                entry.write(head.definition().getBytes(StandardCharsets.UTF_8));
                return 1;
            });
            Written trials = entry(zip, Manifest.TRIALS, entry -> rows(TRIALS, sweepId, entry));
            Written metrics = entry(zip, Manifest.METRICS, entry -> rows(METRICS, sweepId, entry));
            Map<String, String> sha256 = new LinkedHashMap<>();
            sha256.put(Manifest.DEFINITION, definition.sha256());
            sha256.put(Manifest.TRIALS, trials.sha256());
            sha256.put(Manifest.METRICS, metrics.sha256());
            Manifest manifest = new Manifest(Manifest.FORMAT, Manifest.VERSION, schema(), head.times(),
                    new Counts(trials.lines(), count("attempt", sweepId), count("result", sweepId), metrics.lines()),
                    sha256);
            entry(zip, Manifest.ENTRY, entry -> {
                entry.write(JSON.writeValueAsBytes(manifest));
                return 1;
            });
            zip.finish();
        });
    }

    private Head head(long sweepId) {
        return jdbc.sql("select name, created_at, cancelled_at, definition from sweep where id = :id")
                .param("id", sweepId)
                .query((row, n) -> new Head(
                        new SweepTimes(
                                row.getString("name"),
                                Instants.read(row, "created_at"),
                                Instants.read(row, "cancelled_at")),
                        row.getString("definition")))
                .optional()
                .orElseThrow(() -> Problem.notFound("sweep", sweepId));
    }

    private void requireFinal(long sweepId) {
        long unfinished = jdbc.sql("select count(*) from trial where sweep_id = :id and finished_at is null")
                .param("id", sweepId).query(Long.class).single();
        if (unfinished > 0) {
            throw new Problem(HttpStatus.CONFLICT,
                    "%d trials of sweep %d have not ended, and an archive is of a sweep that has: wait, or cancel it"
                            .formatted(unfinished, sweepId));
        }
    }

    private long rows(String sql, long sweepId, OutputStream entry) {
        ResultSetExtractor<Long> writing = rows -> RowFormat.NDJSON.write(rows, entry);
        return jdbc.sql(sql).param("id", sweepId).withFetchSize(Snapshots.FETCH_SIZE).query(writing);
    }

    private long count(String table, long sweepId) {
        return jdbc.sql("select count(*) from trial t join %s x on x.trial_id = t.id where t.sweep_id = :id".formatted(table))
                .param("id", sweepId).query(Long.class).single();
    }

    private String schema() {
        return jdbc.sql(SchemaHistory.NEWEST).query(String.class).single();
    }

    /** Writes an entry and tells how many lines it has. */
    private interface Content {
        long write(OutputStream entry) throws IOException;
    }

    private static Written entry(ZipOutputStream zip, String name, Content content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        // The least that zip knows: equal sweeps make equal files.
        entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
        zip.putNextEntry(entry);
        DigestOutputStream hashed = new DigestOutputStream(zip, Sha256.digest());
        long lines = content.write(hashed);
        zip.closeEntry();
        return new Written(HexFormat.of().formatHex(hashed.getMessageDigest().digest()), lines);
    }
}
