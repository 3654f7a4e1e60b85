package org.flatsweep.training;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;

/** Remembers what a training reports, and can ask it to stop after an epoch. */
class Recorder implements TrainingListener {

    /** Metrics that measure time. */
    static final List<String> TIMES = List.of("epoch_seconds", "images_per_second");

    private final int lastEpoch;
    private final List<Integer> resumed = new ArrayList<>();
    private final List<Map<String, Double>> epochs = new ArrayList<>();
    private Checkpoint newest;

    Recorder() {
        this(Integer.MAX_VALUE);
    }

    private Recorder(int lastEpoch) {
        this.lastEpoch = lastEpoch;
    }

    static Recorder stoppingAfter(int epoch) {
        return new Recorder(epoch);
    }

    @Override
    public void resumed(int epoch) {
        resumed.add(epoch);
    }

    @Override
    public void epochCompleted(int epoch, Map<String, Double> metrics, Optional<Checkpoint> checkpoint) {
        epochs.add(metrics);
        newest = checkpoint.orElseThrow();
        Assertions.assertEquals(epoch, newest.epoch());
    }

    @Override
    public boolean stopRequested() {
        return newest != null && newest.epoch() >= lastEpoch;
    }

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
