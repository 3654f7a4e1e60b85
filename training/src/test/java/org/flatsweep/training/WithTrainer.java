package org.flatsweep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.flatsweep.domain.Hyperparameter.BATCH_SIZE;

import java.nio.IntBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flatsweep.domain.TrialConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of whole trainings on one thread, where the same is the same to the bit. */
abstract class WithTrainer {

    @TempDir
    Path directory;

    Trainer trainer;

    @BeforeEach
    void open() {
        trainer = new Trainer(new TrainingSettings("cpu", 1, directory.resolve("datasets")));
    }

    @AfterEach
    void close() {
        trainer.close();
    }

    /** Stopped after epoch 1, after a drawn step of epoch 2 and in that epoch's evaluation, as against not at all. */
    void assertThatStopsCostAndChangeNothing(TrialConfig config) {
        Recorder whole = new Recorder();
        TrialResult wholeResult = trainer.train(config, new Checkpoints(directory, 1, 1), whole);
        int steps = (Integer) wholeResult.provenance().get("train_images") / config.integer(BATCH_SIZE);
        int step = new Random().nextInt(1, steps);
        Recorder toEpoch = Recorder.stoppingAfter(1);
        Recorder toStep = Recorder.stoppingAfterPasses(step);
        Recorder toEvaluation = Recorder.stoppingAfterPasses(steps - step + 1);
        Recorder toEnd = new Recorder();

        assertThat(checkpointOfStop(config, 1, toEpoch)).as("nothing since epoch 1's").isEmpty();
        assertThat(checkpointOfStop(config, 2, toStep)).contains(List.of(1, step));
        assertThat(checkpointOfStop(config, 3, toEvaluation)).contains(List.of(1, steps));
        TrialResult result = trainer.train(config, new Checkpoints(directory, 2, 4), toEnd);

        assertThat(Stream.of(toEpoch, toStep, toEvaluation, toEnd).map(Recorder::resumed))
                .containsExactly(List.of(0, 0), List.of(1, 0), List.of(1, step), List.of(1, steps));
        assertThat(toEpoch.passes() + toStep.passes() + toEvaluation.passes() + toEnd.passes())
                .as("one evaluation batch twice and no step").isEqualTo(whole.passes() + 1);
        assertThat(Stream.of(toEpoch, toStep, toEvaluation, toEnd).flatMap(attempt -> attempt.curves().stream()))
                .as("stopped after step %d", step).isEqualTo(whole.curves());
        assertThat(bits(new Checkpoints(directory, 2, 4), config)).as("stopped after step %d", step)
                .isEqualTo(bits(new Checkpoints(directory, 1, 1), config));
        assertThat(result).usingRecursiveComparison().ignoringFields("trainSeconds").isEqualTo(wholeResult);
        assertThat(result.trainSeconds()).isPositive();
    }

    /** Epoch and step of what an attempt at trial 2 saved when its listener stopped it. */
    private Optional<List<Integer>> checkpointOfStop(TrialConfig config, int attempt, Recorder recorder) {
        TrainingStoppedException stop = catchThrowableOfType(TrainingStoppedException.class,
                () -> trainer.train(config, new Checkpoints(directory, 2, attempt), recorder));
        return stop.checkpoint().map(checkpoint -> List.of(checkpoint.epoch(), checkpoint.step()));
    }

    static Map<String, IntBuffer> bits(Checkpoints checkpoints, TrialConfig config) {
        Map<String, IntBuffer> bits = new TreeMap<>();
        checkpoints.newest(config.identity()).orElseThrow().vectors().forEach((name, vector) -> bits.put(name,
                IntBuffer.wrap(IntStream.range(0, vector.length)
                        .map(i -> Float.floatToRawIntBits(vector[i])).toArray())));
        return bits;
    }
}
