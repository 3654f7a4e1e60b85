package org.flatsweep.training;

import static org.flatsweep.domain.Hyperparameter.EPOCHS;
import static org.flatsweep.domain.Hyperparameter.LR;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.flatsweep.domain.TrialConfig;
import org.flatsweep.training.data.Batch;
import org.flatsweep.training.data.Batches;
import org.flatsweep.training.data.Dataset;
import org.flatsweep.training.data.Images;
import org.flatsweep.training.method.Optimizer;
import org.flatsweep.training.model.Task;
import org.flatsweep.training.probe.Probes;

/** One training from the newest checkpoint, or from scratch, to the result. */
final class TrialRun {

    private final TrialConfig config;
    private final Dataset dataset;
    private final Batches batches;
    private final Task task;
    private final Optimizer optimizer;
    private final NDArray statistics;
    private final Optional<Probes> probes;
    private final Checkpoints checkpoints;
    private final TrainingListener listener;

    /** @param manager owns all memory of this run */
    TrialRun(TrialConfig config, Dataset dataset, Batches batches, NDManager manager, Checkpoints checkpoints,
            TrainingListener listener) {
        this.config = config;
        this.dataset = dataset;
        this.batches = batches;
        this.task = Task.of(config, dataset.train());
        NDArray mean = vector(manager, task.initialParameters(RandomStream.INITIALISATION.seed(config.seed(), 0)));
        this.optimizer = Optimizer.of(config, mean, task.layout(), dataset.train().count());
        this.statistics = vector(manager, task.initialStatistics());
        this.checkpoints = checkpoints;
        this.listener = listener;
        this.probes = config.probes().map(plan -> new Probes(plan, config, task, statistics, dataset, batches,
                counter -> RandomStream.PROBE.seed(config.seed(), counter)));
    }

    /** The state after the last epoch. */
    TrainingState run() {
        TrainingState state = resume();
        listener.resumed(state.epoch(), state.step());
        while (state.epoch() < config.integer(EPOCHS)) {
            state = runEpoch(state);
            Checkpoint checkpoint = checkpoints.write(config.identity(), state);
            listener.epochCompleted(state.epoch(), state.metrics(), Optional.of(checkpoint));
        }
        return state;
    }

    int parameterCount() {
        return Math.toIntExact(optimizer.mean().size());
    }

    /** Hyperparameters that followed from the number of parameters. */
    Map<String, Object> derived() {
        return optimizer.derived();
    }

    private TrainingState resume() {
        Optional<TrainingState> saved = checkpoints.newest(config.identity());
        // In the shape it had, as arithmetic with a scalar rounds otherwise than with a vector of one value.
        saved.ifPresent(state -> vectors().forEach((name, vector) ->
                vector.intern(array(manager(), state.vectors().get(name), vector.getShape()))));
        return saved.orElse(TrainingState.NONE);
    }

    /** In the engine's memory: an array made from Java's lies where Java put it, and rounding may depend on that. */
    private static NDArray array(NDManager manager, float[] values, Shape shape) {
        try (NDArray inJavaMemory = manager.create(values, shape)) {
            return inJavaMemory.duplicate();
        }
    }

    private static NDArray vector(NDManager manager, float[] values) {
        return array(manager, values, new Shape(values.length));
    }

    private Map<String, NDArray> vectors() {
        Map<String, NDArray> vectors = new LinkedHashMap<>(optimizer.state());
        vectors.put("batch_norm", statistics);
        return vectors;
    }

    private Map<String, float[]> savedVectors() {
        Map<String, float[]> saved = new LinkedHashMap<>();
        vectors().forEach((name, vector) -> saved.put(name, vector.toFloatArray()));
        return saved;
    }

    private TrainingState runEpoch(TrainingState before) {
        int epoch = before.epoch() + 1;
        double learningRate = LearningRate.of(config, epoch);
        EpochSums sums = train(before, learningRate);
        long trained = System.nanoTime();
        Runnable beforePass = () -> stopIfRequested(before, () -> sums);

        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("train_loss", sums.meanLoss());
        sums.meanMetrics(batches.batchSize()).forEach((name, mean) -> metrics.put("train_" + name, mean));
        evaluate(dataset.validation(), epoch, beforePass)
                .forEach((name, mean) -> metrics.put("validation_" + name, mean));
        evaluate(dataset.test(), epoch, beforePass).forEach((name, mean) -> metrics.put("test_" + name, mean));
        if (config.has(LR)) {
            metrics.put("lr", learningRate);
        }
        metrics.put("gradient_norm", sums.meanGradientNorm());
        probes.filter(p -> p.areDueAfter(epoch))
                .ifPresent(p -> metrics.putAll(p.measure(optimizer, learningRate, beforePass)));
        metrics.put("images_per_second", batches.stepsPerEpoch() * batches.batchSize() / sums.seconds());
        metrics.put("epoch_seconds", sums.seconds() + (System.nanoTime() - trained) / 1e9);
        metrics.putAll(optimizer.covarianceMetrics());

        double trainSeconds = before.trainSeconds() + sums.seconds();
        return new TrainingState(epoch, trainSeconds, metrics, EpochSums.NONE, savedVectors());
    }

    /** All steps of the epoch that {@code before} has not seen. */
    private EpochSums train(TrainingState before, double learningRate) {
        int epoch = before.epoch() + 1;
        long stepsBefore = (long) before.epoch() * batches.stepsPerEpoch();
        long step = stepsBefore + before.step();
        StepLog log = new StepLog(epoch, stepsBefore, before.sums());
        long dataSeed = RandomStream.DATA.seed(config.seed(), epoch);
        Iterator<Batch> epochBatches = task.augments()
                ? batches.training(dataSeed, before.step())
                : batches.unaugmented(dataSeed, before.step());
        while (epochBatches.hasNext()) {
            stopIfRequested(before, log::sums);
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                Batch batch = epochBatches.next();
                step++;
                BatchLoss loss = new BatchLoss(task, statistics, batch.images(manager()), batch.classes(manager()),
                        RandomStream.TASK_NOISE.seed(config.seed(), step));
                log.add(optimizer.step(loss, learningRate, RandomStream.NOISE.seed(config.seed(), step)), loss.sums());
            }
        }
        return log.sums();
    }

    /** Mean loss and metrics at μ by name, with statistics as trained and noise that is the same for every trial. */
    private Map<String, Double> evaluate(Images images, int epoch, Runnable beforePass) {
        Map<String, Double> sums = new LinkedHashMap<>();
        long batchNumber = 0;
        Iterator<Batch> inOrder = batches.evaluation(images);
        while (inOrder.hasNext()) {
            beforePass.run();
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                Batch batch = inOrder.next();
                Task.Loss loss = task.evaluation(batch.images(manager()), batch.classes(manager()), optimizer.mean(),
                        statistics, RandomStream.EVALUATION.seed(0, ++batchNumber));
                sums.merge("loss", (double) loss.mean().getFloat() * batch.count(), Double::sum);
                loss.sums().forEach((name, sum) -> sums.merge(name, (double) sum.getFloat(), Double::sum));
            }
        }
        sums.replaceAll((name, sum) -> sum / images.count());
        if (!Double.isFinite(sums.get("loss"))) {
            throw new DivergedException((long) epoch * batches.stepsPerEpoch(), epoch, sums.get("loss"),
                    "the evaluation loss is not finite");
        }
        return sums;
    }

    /**
     * @param before what the epoch under way began or resumed with
     * @param sums of all its steps so far
     */
    private void stopIfRequested(TrainingState before, Supplier<EpochSums> sums) {
        if (!listener.stopRequested()) {
            return;
        }
        TrainingState now = new TrainingState(
                before.epoch(), before.trainSeconds(), before.metrics(), sums.get(), savedVectors());
        Optional<Checkpoint> checkpoint = now.step() == before.step()
                ? Optional.empty()
                : Optional.of(checkpoints.write(config.identity(), now));
        throw new TrainingStoppedException(now.epoch() + 1, now.step(), checkpoint);
    }

    private NDManager manager() {
        return statistics.getManager();
    }
}
