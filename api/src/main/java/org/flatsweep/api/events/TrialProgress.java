package org.flatsweep.api.events;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flatsweep.api.trial.TrialView;
import org.flatsweep.domain.TrialState;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Knows up to which epoch the metrics of every running trial have been sent, and reads those that have not. */
@Component
class TrialProgress {

    private record Sent(int attempt, int epoch) {}

    private final JdbcClient jdbc;
    private final Map<Long, Sent> sent = new HashMap<>();

    TrialProgress(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Counts everything recorded so far as sent. */
    synchronized void startHere() {
        sent.clear();
        jdbc.sql("select id, attempt, epoch from trial where state = 'RUNNING'")
                .query(row -> {
                    sent.put(row.getLong("id"), new Sent(row.getInt("attempt"), row.getInt("epoch")));
                });
    }

    /**
     * The metrics that no earlier call gave: of the current attempt, and of the one before it where that had recorded
     * more when the trial went on.
     */
    synchronized List<MetricsEvent> unsent(Collection<TrialView> trials) {
        List<Long> ids = new ArrayList<>();
        List<Integer> attempts = new ArrayList<>();
        List<Integer> after = new ArrayList<>();
        for (TrialView trial : trials) {
            Sent last = sent.get(trial.id());
            int epoch = last == null || last.attempt() != trial.attempt() ? -1 : last.epoch();
            if (last != null && last.attempt() != trial.attempt()) {
                ids.add(trial.id());
                attempts.add(last.attempt());
                after.add(last.epoch());
            }
            ids.add(trial.id());
            attempts.add(trial.attempt());
            // The result's transaction adds metrics to the last epoch, which may have been sent before.
            after.add(trial.state().isFinal() ? epoch - 1 : epoch);
            if (trial.state() == TrialState.RUNNING) {
                sent.put(trial.id(), new Sent(trial.attempt(), trial.epoch()));
            } else {
                sent.remove(trial.id());
            }
        }
        record Key(long trialId, int epoch) {}
        Map<Key, Map<String, Double>> values = new LinkedHashMap<>();
        jdbc.sql("""
                        select m.trial_id, m.epoch, m.name, m.value
                        from unnest(:ids, :attempts, :after) as unsent (trial_id, attempt, after)
                        join live_metric m on m.trial_id = unsent.trial_id and m.attempt = unsent.attempt
                                     and m.epoch > unsent.after
                        order by m.trial_id, m.epoch, m.name""")
                .param("ids", ids.toArray(Long[]::new))
                .param("attempts", attempts.toArray(Integer[]::new))
                .param("after", after.toArray(Integer[]::new))
                .query(row -> {
                    Key key = new Key(row.getLong("trial_id"), row.getInt("epoch"));
                    values.computeIfAbsent(key, k -> new LinkedHashMap<>())
                            .put(row.getString("name"), row.getDouble("value"));
                });
        return values.entrySet().stream()
                .map(entry -> new MetricsEvent(entry.getKey().trialId(), entry.getKey().epoch(), entry.getValue()))
                .toList();
    }
}
