package org.flatsweep.api.sweep;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.flatsweep.api.sweep.SweepPreview.MethodPreview;
import org.flatsweep.api.sweep.TrialTally.Kind;
import org.flatsweep.domain.SweepDefinition;
import org.flatsweep.domain.TrialConfig;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * Counts the trials of a definition, and estimates what they cost from what such trials have cost here. Without a
 * transaction, which would keep a connection from others while hashes are computed.
 */
@Service
class SweepPreviews {

    private static final int BATCH = 5_000;

    /** By the newest sweeps, as the hardware may have changed. */
    private static final String SECONDS_PER_EPOCH = """
            select sum(train_seconds) / sum(epochs) from (
                select train_seconds, epochs from configuration_summary
                where dataset = :dataset and model = :model and method = :method
                order by sweep_id desc
                limit 100) newest
            having count(*) > 0""";

    private static final String REUSED =
            "select distinct trained.identity from %s where trained.identity = any (:identities)"
                    .formatted(SweepSubmission.REUSABLE);

    private final JdbcClient jdbc;
    private final String engineVersion;

    SweepPreviews(JdbcClient jdbc, @Value("${flatsweep.engine-version}") String engineVersion) {
        this.jdbc = jdbc;
        this.engineVersion = engineVersion;
    }

    /** @param document that the definition was read from */
    SweepPreview of(SweepDefinition definition, Object document) {
        Collection<TrialTally> tallies = tally(definition);
        int seeds = definition.seeds().size();
        List<MethodPreview> methods = tallies.stream()
                .collect(groupingBy(TrialTally::method, LinkedHashMap::new, toList()))
                .values().stream()
                .map(ofOneMethod -> preview(ofOneMethod, seeds))
                .toList();
        long trials = tallies.stream().mapToLong(TrialTally::trials).sum();
        long reused = tallies.stream().mapToLong(TrialTally::reused).sum();
        List<TrialTally> toTrain = tallies.stream().filter(tally -> tally.trials() > tally.reused()).toList();
        return new SweepPreview(definition.name(), trials, trials / seeds, reused,
                sum(toTrain, TrialTally::secondsToTrain).orElse(null), methods, tree((Map<?, ?>) document));
    }

    private static Map<String, Object> tree(Map<?, ?> document) {
        Map<String, Object> tree = new LinkedHashMap<>();
        document.forEach((key, value) -> tree.put((String) key, value));
        return tree;
    }

    private static MethodPreview preview(List<TrialTally> tallies, int seeds) {
        long trials = tallies.stream().mapToLong(TrialTally::trials).sum();
        long reused = tallies.stream().mapToLong(TrialTally::reused).sum();
        return new MethodPreview(tallies.get(0).method().key(), trials / seeds, trials, reused,
                sum(tallies, TrialTally::seconds).map(seconds -> seconds / trials).orElse(null));
    }

    /** Empty if one of them is. */
    private static Optional<Double> sum(List<TrialTally> tallies, Function<TrialTally, Optional<Double>> seconds) {
        return tallies.stream().map(seconds).reduce(Optional.of(0.0),
                (sum, next) -> sum.flatMap(so -> next.map(more -> so + more)));
    }

    /** A batch at a time, as for a submission. */
    private Collection<TrialTally> tally(SweepDefinition definition) {
        Map<Kind, TrialTally> tallies = new LinkedHashMap<>();
        Map<String, TrialConfig> batch = new HashMap<>();
        definition.trials().forEach(trial -> {
            TrialTally tally = tallies.computeIfAbsent(Kind.of(trial),
                    kind -> new TrialTally(kind.method(), secondsPerEpoch(kind)));
            tally.add(trial);
            // A kind that never succeeded has no results, and hashes take longer than all the rest.
            if (definition.queue().reuse() && tally.everSucceeded()) {
                batch.put(trial.identity(), trial);
            }
            if (batch.size() == BATCH) {
                countReused(batch, tallies);
                batch.clear();
            }
        });
        countReused(batch, tallies);
        return tallies.values();
    }

    private Optional<Double> secondsPerEpoch(Kind kind) {
        return jdbc.sql(SECONDS_PER_EPOCH)
                .param("dataset", kind.dataset())
                .param("model", kind.model())
                .param("method", kind.method().key())
                .query(Double.class)
                .optional();
    }

    private void countReused(Map<String, TrialConfig> batch, Map<Kind, TrialTally> tallies) {
        jdbc.sql(REUSED)
                .param("engineVersion", engineVersion)
                .param("identities", batch.keySet().toArray(String[]::new))
                .query(row -> {
                    TrialConfig trial = batch.get(row.getString("identity"));
                    tallies.get(Kind.of(trial)).reuse(trial);
                });
    }
}
