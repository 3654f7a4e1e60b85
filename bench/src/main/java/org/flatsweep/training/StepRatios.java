package org.flatsweep.training;

import static org.flatsweep.domain.Hyperparameter.ESTIMATOR;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.flatsweep.domain.DatasetSpec;
import org.flatsweep.domain.Method;
import org.flatsweep.domain.TrialConfig;
import org.flatsweep.domain.WideResNetSpec;
import org.flatsweep.training.method.Optimizer;
import org.flatsweep.training.model.Classification;
import org.flatsweep.training.model.CrossEntropy;
import org.flatsweep.training.model.Task;
import org.flatsweep.training.model.WideResNet;

/**
 * What a training step of each method that follows a gradient costs beside one of SGD, and what SGD's costs beside
 * forward and backward alone, on random images.
 *
 * <p>The contenders take turns, one step each a round, so that a machine that slows down slows all of them; each ratio
 * is the median over rounds of step time by SGD's step time in the same round. In the package of what it measures.
 */
public final class StepRatios {

    private static final int WARM_UP_ROUNDS = 3;
    private static final int NUMBERS = 6;
    private static final int CLASSES = 10;
    private static final int CHANNELS = 3;
    private static final int EXAMPLES = 50_000;
    private static final String PASS = "forward+backward";

    private final NDManager manager;
    private final WideResNetSpec model;
    private final WideResNet network;
    private final NDArray images;
    private final NDArray classes;

    private StepRatios(NDManager manager, WideResNetSpec model, int batchSize, int resolution) {
        this.manager = manager;
        this.model = model;
        this.network = new WideResNet(model, CHANNELS, CLASSES);
        this.images = manager.randomNormal(new Shape(batchSize, CHANNELS, resolution, resolution));
        this.classes = manager.create(new Random(1).longs(batchSize, 0, CLASSES).toArray());
    }

    /**
     * @param arguments depth, width, batch size, resolution in pixels, threads, rounds, then names of methods; all
     *     optional, in this order
     */
    public static void main(String[] arguments) {
        int[] a = {16, 4, 128, 32, Runtime.getRuntime().availableProcessors(), 20};
        for (int i = 0; i < Math.min(NUMBERS, arguments.length); i++) {
            a[i] = Integer.parseInt(arguments[i]);
        }
        Set<String> wanted = Arrays.stream(arguments).skip(NUMBERS).collect(Collectors.toSet());
        WideResNetSpec model = new WideResNetSpec(a[0], a[1]);
        try (Trainer trainer = new Trainer(new TrainingSettings("auto", a[4], Path.of("none")));
                NDManager manager = NDManager.newBaseManager()) {
            JniUtils.setNumThreads(a[4]);
            System.out.printf("%s, batch %d, %d×%d pixels, %d rounds, on %s%n",
                    model.label(), a[2], a[3], a[3], a[5], trainer.device());
            StepRatios ratios = new StepRatios(manager, model, a[2], a[3]);
            report(ratios.milliseconds(ratios.contenders(wanted), a[5]), a[2]);
        }
    }

    /** One step each; reading the loss waits for a GPU to finish. */
    private Map<String, Step> contenders(Set<String> wanted) {
        Map<String, Step> contenders = new LinkedHashMap<>();
        contenders.put(PASS, pass());
        for (Method method : Method.values()) {
            TrialConfig recipe = new TrialConfig(
                    new DatasetSpec("cifar10", 32, 0.1), model, method, method.complete(Map.of()), 0);
            boolean named = method != Method.COMPOSED && recipe.part(ESTIMATOR).equals("gradient");
            if (method == Method.SGD || (wanted.isEmpty() ? named : wanted.contains(method.key()))) {
                contenders.put(method.label(), step(recipe));
            }
        }
        return contenders;
    }

    /** On a tensor a parameter, as a training loop without a method of ours would have them. */
    private Step pass() {
        NDList parameters = tensors(network.layout().views(manager.create(network.initialParameters(0))));
        NDList statistics = tensors(network.statisticsLayout().views(manager.create(network.initialStatistics())));
        parameters.forEach(parameter -> parameter.setRequiresGradient(true));
        return round -> {
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDArray loss = CrossEntropy.of(network.logits(images, parameters, statistics, true), classes, 0);
                collector.backward(loss);
                return loss;
            }
        };
    }

    private static NDList tensors(NDList views) {
        return new NDList(views.stream().map(NDArray::duplicate).toList());
    }

    private Step step(TrialConfig recipe) {
        Task task = new Classification(network, 0);
        NDArray statistics = manager.create(network.initialStatistics()).duplicate();
        NDArray mean = manager.create(network.initialParameters(0)).duplicate();
        Optimizer optimizer = Optimizer.of(recipe, mean, network.layout(), EXAMPLES);
        return round -> optimizer.step(new BatchLoss(task, statistics, images, classes, round), 1e-3, round).loss();
    }

    private Map<String, List<Double>> milliseconds(Map<String, Step> contenders, int rounds) {
        Map<String, List<Double>> times = new LinkedHashMap<>();
        for (int round = 0; round < WARM_UP_ROUNDS + rounds; round++) {
            for (var contender : contenders.entrySet()) {
                long start = System.nanoTime();
                try (NDScope scope = new NDScope()) {
                    scope.suppressNotUsedWarning();
                    contender.getValue().take(round).getFloat();
                }
                if (round >= WARM_UP_ROUNDS) {
                    times.computeIfAbsent(contender.getKey(), name -> new ArrayList<>())
                            .add((System.nanoTime() - start) / 1e6);
                }
            }
        }
        return times;
    }

    private static void report(Map<String, List<Double>> times, int batchSize) {
        times.forEach((name, own) -> System.out.printf("%-16s %8.1f ms a step, %8.1f images/s, %.3f × SGD%n",
                name, median(own), 1000 * batchSize / median(own), median(ratios(own, times.get(Method.SGD.label())))));
        System.out.printf("SGD step = %.3f × forward+backward%n",
                median(ratios(times.get(Method.SGD.label()), times.get(PASS))));
    }

    private static List<Double> ratios(List<Double> times, List<Double> others) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < times.size(); i++) {
            ratios.add(times.get(i) / others.get(i));
        }
        return ratios;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private interface Step {
        /** @return the loss */
        NDArray take(int round);
    }
}
