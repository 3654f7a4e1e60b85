package org.flatsweep.training;

import static org.flatsweep.domain.Hyperparameter.EPOCHS;
import static org.flatsweep.domain.Hyperparameter.LABEL_SMOOTHING;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.flatsweep.domain.TrialConfig;
import org.flatsweep.training.data.Batch;
import org.flatsweep.training.data.Batches;
import org.flatsweep.training.data.Dataset;
import org.flatsweep.training.data.Images;
import org.flatsweep.training.method.Objective.Evaluation;
import org.flatsweep.training.method.Optimizer;
import org.flatsweep.training.model.CrossEntropy;
import org.flatsweep.training.model.WideResNet;

/** One training from the newest checkpoint, or from scratch, to the result. */
final class TrialRun {

    private final TrialConfig config;
    private final Dataset dataset;
    private final Batches batches;
    private final WideResNet network;
    private final Optimizer optimizer;
    private final NDArray statistics;
    private final TrainingListener listener;

    /** @param manager owns all memory of this run */
    TrialRun(TrialConfig config, Dataset dataset, Batches batches, NDManager manager, TrainingListener listener) {
        this.config = config;
        this.dataset = dataset;
        this.batches = batches;
        this.network = new WideResNet(config.model(), dataset.train().channels(), dataset.train().classes());
        NDArray mean = vector(manager, network.initialParameters(RandomStream.INITIALISATION.seed(config.seed(), 0)));
        this.optimizer = Optimizer.of(config, mean, network.layout(), dataset.train().count());
        this.statistics = vector(manager, network.initialStatistics());
        this.listener = listener;
    }

    /** The state after the last epoch. */
    TrainingState run(Checkpoints checkpoints) {
        TrainingState state = resume(checkpoints);
        listener.resumed(state.epoch());
        while (state.epoch() < config.integer(EPOCHS)) {
            state = runEpoch(state);
            Checkpoint checkpoint = checkpoints.write(config.identity(), state);
            listener.epochCompleted(state.epoch(), state.metrics(), Optional.of(checkpoint));
        }
        return state;
    }

    int parameterCount() {
        return network.parameterCount();
    }

    private TrainingState resume(Checkpoints checkpoints) {
        Optional<TrainingState> saved = checkpoints.newest(config.identity());
        saved.ifPresent(state -> vectors().forEach((name, vector) ->
                vector.intern(vector(manager(), state.vectors().get(name)))));
        return saved.orElse(new TrainingState(0, 0, Map.of(), Map.of()));
    }

    /** In the engine's memory: an array made from Java's lies where Java put it, and rounding may depend on that. */
    private static NDArray vector(NDManager manager, float[] values) {
        try (NDArray inJavaMemory = manager.create(values)) {
            return inJavaMemory.duplicate();
        }
    }

    private Map<String, NDArray> vectors() {
        Map<String, NDArray> vectors = new LinkedHashMap<>(optimizer.state());
        vectors.put("batch_norm", statistics);
        return vectors;
    }

    private TrainingState runEpoch(TrainingState before) {
        int epoch = before.epoch() + 1;
        double learningRate = LearningRate.of(config, epoch);
        long start = System.nanoTime();
        StepLog log = train(epoch, learningRate);
        double trainSeconds = secondsSince(start);
        Score validation = evaluate(dataset.validation(), epoch);
        Score test = evaluate(dataset.test(), epoch);

        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("train_loss", log.meanLoss());
        metrics.put("train_accuracy", log.accuracy(batches.batchSize()));
        metrics.put("validation_loss", validation.loss);
        metrics.put("validation_accuracy", validation.accuracy);
        metrics.put("test_loss", test.loss);
        metrics.put("test_accuracy", test.accuracy);
        metrics.put("lr", learningRate);
        metrics.put("gradient_norm", log.meanGradientNorm());
        metrics.put("images_per_second", batches.stepsPerEpoch() * batches.batchSize() / trainSeconds);
        metrics.put("epoch_seconds", secondsSince(start));
        metrics.putAll(optimizer.covarianceMetrics());

        Map<String, float[]> saved = new LinkedHashMap<>();
        vectors().forEach((name, vector) -> saved.put(name, vector.toFloatArray()));
        return new TrainingState(epoch, before.trainSeconds() + trainSeconds, metrics, saved);
    }

    private StepLog train(int epoch, double learningRate) {
        long step = (long) (epoch - 1) * batches.stepsPerEpoch();
        StepLog log = new StepLog(epoch, step);
        double smoothing = config.real(LABEL_SMOOTHING);
        Iterator<Batch> epochBatches = batches.training(RandomStream.DATA.seed(config.seed(), epoch));
        while (epochBatches.hasNext()) {
            stopIfRequested(epoch);
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                Batch batch = epochBatches.next();
                BatchLoss loss = new BatchLoss(
                        network, statistics, smoothing, batch.images(manager()), batch.classes(manager()));
                long noiseSeed = RandomStream.NOISE.seed(config.seed(), ++step);
                Evaluation evaluation = optimizer.step(loss, learningRate, noiseSeed);
                log.add(evaluation, loss.correct());
            }
        }
        log.fetch();
        return log;
    }

    private record Score(double loss, double accuracy) {}

    /** At μ, with BatchNorm's running statistics and without label smoothing. */
    private Score evaluate(Images images, int epoch) {
        double loss = 0;
        long correct = 0;
        Iterator<Batch> inOrder = batches.evaluation(images);
        while (inOrder.hasNext()) {
            stopIfRequested(epoch);
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                Batch batch = inOrder.next();
                NDArray classes = batch.classes(manager());
                NDArray logits = network.logits(batch.images(manager()), optimizer.mean(), statistics, false);
                loss += CrossEntropy.of(logits, classes, 0).getFloat() * batch.count();
                correct += CrossEntropy.correct(logits, classes).getLong();
            }
        }
        if (!Double.isFinite(loss)) {
            throw new DivergedException((long) epoch * batches.stepsPerEpoch(), epoch, loss / images.count(),
                    "the evaluation loss is not finite");
        }
        return new Score(loss / images.count(), (double) correct / images.count());
    }

    private void stopIfRequested(int epoch) {
        if (listener.stopRequested()) {
            throw new TrainingStoppedException(epoch);
        }
    }

    private NDManager manager() {
        return statistics.getManager();
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
