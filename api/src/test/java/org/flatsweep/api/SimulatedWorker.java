package org.flatsweep.api;

import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Does to the database what a worker does, without training anything. */
public record SimulatedWorker(String id, JdbcClient jdbc) {

    public static final String ENGINE_VERSION = "2.0-simulated";

    /**
     * Begins the next attempt, also of a trial that has ended, as if it had been queued again.
     *
     * @param leaseSeconds from now; negative for a lease that has run out
     */
    public void claim(long trialId, int leaseSeconds) {
        jdbc.sql("""
                        with claimed as (
                            update trial
                            set state = 'RUNNING', attempt = attempt + 1, worker_id = :worker, epoch = 0,
                                started_at = coalesce(started_at, now()), finished_at = null,
                                lease_until = now() + :lease * interval '1 second'
                            where id = :trial returning id, attempt)
                        insert into attempt (trial_id, attempt, worker_id) select id, attempt, :worker from claimed""")
                .param("worker", id)
                .param("lease", leaseSeconds)
                .param("trial", trialId)
                .update();
    }

    public void completeEpoch(long trialId, int epoch, Map<String, Double> metrics) {
        // One statement, so that the notification about the trial comes with its metrics.
        jdbc.sql("""
                        with moved as (update trial set epoch = :epoch where id = :trial returning id, attempt)
                        insert into metric (trial_id, attempt, name, epoch, value)
                        select moved.id, moved.attempt, m.name, :epoch, m.value
                        from moved, unnest(:names, :values) as m (name, value)""")
                .param("epoch", epoch)
                .param("trial", trialId)
                .param("names", metrics.keySet().toArray(String[]::new))
                .param("values", metrics.values().toArray(Double[]::new))
                .update();
    }

    public void succeed(long trialId, double validationAccuracy, double testAccuracy) {
        succeed(trialId, validationAccuracy, testAccuracy, 10);
    }

    public void succeed(long trialId, double validationAccuracy, double testAccuracy, double trainSeconds) {
        succeed(trialId, validationAccuracy, testAccuracy, 0.75, 1.25, trainSeconds);
    }

    /** As a model that is judged by its lower bound, minus the loss. */
    public void succeedWithoutAccuracy(long trialId, double validationLoss, double testLoss) {
        succeed(trialId, null, null, validationLoss, testLoss, 10);
    }

    private void succeed(
            long trialId, Double validationAccuracy, Double testAccuracy, double validationLoss, double testLoss,
            double trainSeconds) {
        jdbc.sql("""
                        with final as (
                            update trial
                            set state = 'SUCCEEDED', finished_at = now(), epoch = epochs,
                                worker_id = null, lease_until = null
                            where id = :trial returning id, attempt),
                        ended as (
                            update attempt a set ended = 'SUCCEEDED', ended_at = now()
                            from final f where a.trial_id = f.id and a.attempt = f.attempt)
                        insert into result (trial_id, attempt, train_loss, validation_loss, validation_accuracy,
                                            test_loss, test_accuracy, train_seconds, provenance)
                        select id, attempt, 0.5, :validationLoss, :validation::double precision, :testLoss,
                               :test::double precision, :trainSeconds,
                               jsonb_build_object('engine', 'PyTorch', 'engine_version', :engineVersion,
                                                  'device', 'cpu, 2 threads', 'threads', 2,
                                                  'parameters_sha256', encode(sha256(id::text::bytea), 'hex'))
                        from final""")
                .param("engineVersion", ENGINE_VERSION)
                .param("trial", trialId)
                .param("validation", validationAccuracy)
                .param("test", testAccuracy)
                .param("validationLoss", validationLoss)
                .param("testLoss", testLoss)
                .param("trainSeconds", trainSeconds)
                .update();
    }

    public void fail(long trialId, String ended, String message) {
        jdbc.sql("""
                        with final as (
                            update trial
                            set state = 'FAILED', finished_at = now(), failures = failures + 1,
                                worker_id = null, lease_until = null
                            where id = :trial returning id, attempt)
                        update attempt a set ended = :ended, ended_at = now(), message = :message
                        from final f where a.trial_id = f.id and a.attempt = f.attempt""")
                .param("trial", trialId)
                .param("ended", ended)
                .param("message", message)
                .update();
    }
}
