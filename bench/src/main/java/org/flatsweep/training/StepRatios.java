package org.flatsweep.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.flatsweep.domain.DatasetSpec;
import org.flatsweep.domain.Method;
import org.flatsweep.domain.TrialConfig;
import org.flatsweep.domain.WideResNetSpec;
import org.flatsweep.training.method.Optimizer;
import org.flatsweep.training.model.Classification;
import org.flatsweep.training.model.Task;
import org.flatsweep.training.model.WideResNet;

/**
 * What a training step of each method costs beside one of SGD, on random images.
 *
 * <p>The methods take turns, one step each a round, so that a machine that slows down slows all of them; each ratio is
 * the median over rounds of step time by SGD's step time in the same round. In the package of what it measures.
 */
public final class StepRatios {

    private static final int WARM_UP_ROUNDS = 5;
    private static final int CLASSES = 10;
    private static final int CHANNELS = 3;
    private static final int EXAMPLES = 50_000;

    private StepRatios() {}

    /** @param arguments depth, width, batch size, resolution in pixels, threads, rounds; all optional, in this order */
    public static void main(String[] arguments) {
        int[] a = {16, 4, 128, 32, Runtime.getRuntime().availableProcessors(), 20};
        for (int i = 0; i < arguments.length; i++) {
            a[i] = Integer.parseInt(arguments[i]);
        }
        WideResNetSpec model = new WideResNetSpec(a[0], a[1]);
        try (Trainer trainer = new Trainer(new TrainingSettings("auto", a[4], Path.of("none")));
                NDManager manager = NDManager.newBaseManager()) {
            JniUtils.setNumThreads(a[4]);
            System.out.printf("%s, batch %d, %d×%d pixels, %d rounds, on %s%n",
                    model.label(), a[2], a[3], a[3], a[5], trainer.device());
            report(milliseconds(manager, model, a[2], a[3], a[5]));
        }
    }

    private static Map<Method, List<Double>> milliseconds(
            NDManager manager, WideResNetSpec model, int batchSize, int resolution, int rounds) {
        WideResNet network = new WideResNet(model, CHANNELS, CLASSES);
        Task task = new Classification(network, 0);
        Random random = new Random(1);
        NDArray images = manager.randomNormal(new Shape(batchSize, CHANNELS, resolution, resolution));
        NDArray classes = manager.create(random.longs(batchSize, 0, CLASSES).toArray());
        NDArray statistics = manager.create(network.initialStatistics()).duplicate();
        Map<Method, Optimizer> optimizers = new EnumMap<>(Method.class);
        for (Method method : Method.values()) {
            NDArray mean = manager.create(network.initialParameters(0)).duplicate();
            optimizers.put(method, Optimizer.of(recipe(method, model), mean, network.layout(), EXAMPLES));
        }
        Map<Method, List<Double>> times = new EnumMap<>(Method.class);
        for (int round = 0; round < WARM_UP_ROUNDS + rounds; round++) {
            for (Method method : Method.values()) {
                long start = System.nanoTime();
                try (NDScope scope = new NDScope()) {
                    scope.suppressNotUsedWarning();
                    BatchLoss loss = new BatchLoss(task, statistics, images, classes, round);
                    // Reading the loss waits for a GPU to finish.
                    optimizers.get(method).step(loss, 1e-3, round).loss().getFloat();
                }
                if (round >= WARM_UP_ROUNDS) {
                    times.computeIfAbsent(method, m -> new ArrayList<>()).add((System.nanoTime() - start) / 1e6);
                }
            }
        }
        return times;
    }

    private static TrialConfig recipe(Method method, WideResNetSpec model) {
        return new TrialConfig(new DatasetSpec("cifar10", 32, 0.1), model, method, method.complete(Map.of()), 0);
    }

    private static void report(Map<Method, List<Double>> times) {
        List<Double> sgd = times.get(Method.SGD);
        times.forEach((method, own) -> {
            List<Double> ratios = new ArrayList<>();
            for (int i = 0; i < own.size(); i++) {
                ratios.add(own.get(i) / sgd.get(i));
            }
            System.out.printf("%-15s %8.1f ms a step, %.2f × SGD%n", method.label(), median(own), median(ratios));
        });
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }
}
