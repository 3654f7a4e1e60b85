package org.flatsweep.training;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;

/** Remembers what a training reports, and can ask it to stop somewhere. */
class Recorder implements TrainingListener {

    /** Metrics that measure time. */
    static final List<String> TIMES = List.of("epoch_seconds", "images_per_second");

    private final int lastEpoch;
    private final int lastPass;
    private final List<Integer> resumed = new ArrayList<>();
    private final List<Map<String, Double>> epochs = new ArrayList<>();
    private Checkpoint newest;
    private int passes;

    Recorder() {
        this(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    private Recorder(int lastEpoch, int lastPass) {
        this.lastEpoch = lastEpoch;
        this.lastPass = lastPass;
    }

    static Recorder stoppingAfter(int epoch) {
        return new Recorder(epoch, Integer.MAX_VALUE);
    }

    /** @param passes steps, evaluation batches and probes' passes, of however many epochs */
    static Recorder stoppingAfterPasses(int passes) {
        return new Recorder(Integer.MAX_VALUE, passes);
    }

    @Override
    public void resumed(int epoch, int step) {
        resumed.addAll(List.of(epoch, step));
    }

    @Override
    public void epochCompleted(int epoch, Map<String, Double> metrics, Optional<Checkpoint> checkpoint) {
        epochs.add(metrics);
        newest = checkpoint.orElseThrow();
        Assertions.assertEquals(epoch, newest.epoch());
        Assertions.assertEquals(0, newest.step());
    }

    @Override
    public boolean stopRequested() {
        boolean stop = newest != null && newest.epoch() >= lastEpoch || passes == lastPass;
        if (!stop) {
            passes++;
        }
        return stop;
    }

    /** Steps, evaluation batches and probes' passes that it let happen. */
    int passes() {
        return passes;
    }

    /** Epochs and steps done before. */
    List<Integer> resumed() {
        return resumed;
    }

    /** Metrics of each epoch, without those that measure time. */
    List<Map<String, Double>> curves() {
        return epochs.stream().map(metrics -> {
            Map<String, Double> timeless = new HashMap<>(metrics);
            timeless.keySet().removeAll(TIMES);
            return timeless;
        }).toList();
    }

    /** All metrics of each epoch. */
    List<Map<String, Double>> metrics() {
        return epochs;
    }

    Checkpoint newest() {
        return newest;
    }
}
