package org.flatsweep.api.archive;

import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flatsweep.api.problem.Problem;
import org.flatsweep.domain.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * The entry of an archive that says what the others are; {@code docs/exports.md} has the format.
 *
 * @param schema version of the database that it came from, for people: nothing depends on it
 * @param sha256 of the other entries by name, in hex
 */
record Manifest(String format, int version, String schema, SweepTimes sweep, Counts counts, Map<String, String> sha256) {

    static final String FORMAT = "flatsweep-sweep";
    static final int VERSION = 1;

    static final String ENTRY = "manifest.json";
    static final String DEFINITION = "definition.json";
    static final String TRIALS = "trials.ndjson";
    static final String METRICS = "metrics.ndjson";
    static final List<String> OTHERS = List.of(DEFINITION, TRIALS, METRICS);

    /** @param cancelledAt null if it was not */
    record SweepTimes(String name, Instant createdAt, @Nullable Instant cancelledAt) {}

    record Counts(long trials, long attempts, long results, long metrics) {}

    /** @throws Problem 422 if it is not what this version can read */
    static Manifest read(InputStream entry) {
        Fields fields = Fields.parse(ENTRY, entry);
        fields.requireWord("format", FORMAT);
        fields.whole("version", VERSION, VERSION);
        fields.requireNames("format", "version", "schema", "sweep", "counts", "sha256");
        Fields sweep = fields.object("sweep").requireNames("name", "created_at", "cancelled_at");
        Fields counts = fields.object("counts").requireNames("trials", "attempts", "results", "metrics");
        Fields sha256 = fields.object("sha256").requireNames(OTHERS.toArray(String[]::new));
        return new Manifest(
                FORMAT,
                VERSION,
                fields.text("schema", 1, 50),
                new SweepTimes(sweep.text("name", 1, 200), sweep.time("created_at"),
                        sweep.optional("cancelled_at", sweep::time)),
                new Counts(
                        counts.whole("trials", 0, Integer.MAX_VALUE),
                        counts.whole("attempts", 0, Long.MAX_VALUE),
                        counts.whole("results", 0, Integer.MAX_VALUE),
                        counts.whole("metrics", 0, Long.MAX_VALUE)),
                Map.of(
                        DEFINITION, sha256.hash(DEFINITION),
                        TRIALS, sha256.hash(TRIALS),
                        METRICS, sha256.hash(METRICS)));
    }

    /** SHA-256, in hex, of the other entries' one after the other: what makes two archives the same. */
    String contentHash() {
        return Sha256.of(Stream.of(DEFINITION, TRIALS, METRICS).map(sha256::get).reduce("", String::concat));
    }
}
