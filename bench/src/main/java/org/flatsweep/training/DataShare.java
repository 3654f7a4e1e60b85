package org.flatsweep.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.flatsweep.domain.DatasetSpec;
import org.flatsweep.domain.Method;
import org.flatsweep.domain.TrialConfig;
import org.flatsweep.domain.WideResNetSpec;
import org.flatsweep.training.data.Batch;
import org.flatsweep.training.data.Batches;
import org.flatsweep.training.data.Dataset;
import org.flatsweep.training.data.Images;
import org.flatsweep.training.method.Optimizer;
import org.flatsweep.training.model.Classification;
import org.flatsweep.training.model.Task;
import org.flatsweep.training.model.WideResNet;

/**
 * Which share of an epoch's training the thread that trains waits for data: from asking for the epoch's batches, and
 * for each of them, to having it on the device. With SGD, whose steps are the shortest, on random images of CIFAR's
 * size. In the package of what it measures.
 */
public final class DataShare {

    private static final List<WideResNetSpec> MODELS = List.of(new WideResNetSpec(10, 1), new WideResNetSpec(16, 4));
    private static final int WARM_UP_STEPS = 5;
    private static final int CHANNELS = 3;
    private static final int RESOLUTION = 32;
    private static final int CLASSES = 10;

    private final Task task;
    private final NDArray statistics;
    private final Optimizer optimizer;
    private final NDManager manager;

    private DataShare(WideResNetSpec model, NDManager manager) {
        this.manager = manager;
        WideResNet network = new WideResNet(model, CHANNELS, CLASSES);
        task = new Classification(network, 0);
        statistics = manager.create(network.initialStatistics()).duplicate();
        TrialConfig sgd = new TrialConfig(
                new DatasetSpec("cifar10", RESOLUTION, 0.1), model, Method.SGD, Method.SGD.complete(Map.of()), 0);
        NDArray mean = manager.create(network.initialParameters(0)).duplicate();
        optimizer = Optimizer.of(sgd, mean, network.layout(), 50_000);
    }

    /** @param arguments batch size, threads, steps of an epoch; all optional, in this order */
    public static void main(String[] arguments) {
        int[] a = {128, Runtime.getRuntime().availableProcessors(), 40};
        for (int i = 0; i < arguments.length; i++) {
            a[i] = Integer.parseInt(arguments[i]);
        }
        try (Trainer trainer = new Trainer(new TrainingSettings("auto", a[1], Path.of("none")))) {
            JniUtils.setNumThreads(a[1]);
            System.out.printf("batch %d, %d×%d pixels, an epoch of %d steps, on %s%n",
                    a[0], RESOLUTION, RESOLUTION, a[2], trainer.device());
            for (WideResNetSpec model : MODELS) {
                try (NDManager manager = NDManager.newBaseManager()) {
                    DataShare share = new DataShare(model, manager);
                    share.epoch(randomImages(WARM_UP_STEPS * a[0]), a[0]);
                    System.out.printf("%-9s %s%n", model.label(), share.epoch(randomImages(a[2] * a[0]), a[0]));
                }
            }
        }
    }

    private static Dataset randomImages(int count) {
        Random random = new Random(1);
        byte[] pixels = new byte[count * CHANNELS * RESOLUTION * RESOLUTION];
        random.nextBytes(pixels);
        Images images = new Images(pixels, random.ints(count, 0, CLASSES).toArray(), CHANNELS, RESOLUTION, CLASSES);
        return new Dataset(images, images, images, true, "");
    }

    private String epoch(Dataset dataset, int batchSize) {
        try (Batches batches = Batches.of(dataset, batchSize, manager)) {
            long waited = 0;
            long start = System.nanoTime();
            Iterator<Batch> epoch = batches.training(1);
            waited += System.nanoTime() - start;
            while (epoch.hasNext()) {
                try (NDScope scope = new NDScope()) {
                    scope.suppressNotUsedWarning();
                    long asked = System.nanoTime();
                    Batch batch = epoch.next();
                    NDArray images = batch.images(manager);
                    NDArray classes = batch.classes(manager);
                    // Reading waits for a GPU to finish.
                    images.getFloat(0, 0, 0, 0);
                    waited += System.nanoTime() - asked;
                    BatchLoss loss = new BatchLoss(task, statistics, images, classes, 0);
                    optimizer.step(loss, 1e-3, 1).loss().getFloat();
                }
            }
            long total = System.nanoTime() - start;
            return "%.3f s waiting for data in %.1f s: %.2f %%".formatted(waited / 1e9, total / 1e9,
                    100.0 * waited / total);
        }
    }
}
