package org.flatsweep.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.flatsweep.domain.DatasetSpec;
import org.flatsweep.domain.Method;
import org.flatsweep.domain.TrialConfig;
import org.flatsweep.domain.WideResNetSpec;
import org.flatsweep.training.method.Optimizer;
import org.flatsweep.training.model.Classification;
import org.flatsweep.training.model.WideResNet;

/**
 * What several small trainings gain by sharing a device: SGD steps on random images, in one process a slot as workers
 * are. On the CPU the slots share the cores. Everyone warms up, then all count images over the same stretch of time.
 */
public final class Slots {

    private static final int[] SLOTS = {1, 2, 4};
    private static final int CLASSES = 10;
    private static final int EXAMPLES = 50_000;
    private static final double WARM_UP_SECONDS = 5;

    private Slots() {}

    /** @param arguments depth, width, batch size, resolution, seconds, all optional; one more makes it a slot */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int[] a = {10, 1, 128, 16, 20, 0};
        for (int i = 0; i < arguments.length; i++) {
            a[i] = Integer.parseInt(arguments[i]);
        }
        if (arguments.length == a.length) {
            System.out.println(imagesPerSecond(a));
            return;
        }
        System.out.printf("WRN-%d-%d, batch %d, %d×%d pixels, %d s%n", a[0], a[1], a[2], a[3], a[3], a[4]);
        double alone = 0;
        for (int slots : SLOTS) {
            double rate = together(slots, a);
            alone = slots == 1 ? rate : alone;
            System.out.printf("%d slot%s %8.1f images/s, %.2f × one%n", slots, slots == 1 ? " " : "s", rate, rate / alone);
        }
    }

    private static double together(int slots, int[] a) throws IOException, InterruptedException {
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / slots);
        List<Process> processes = new ArrayList<>();
        for (int slot = 0; slot < slots; slot++) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                    System.getProperty("java.class.path"), Slots.class.getName()));
            for (int i = 0; i < 5; i++) {
                command.add(Integer.toString(a[i]));
            }
            command.add(Integer.toString(threads));
            processes.add(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
        }
        double rate = 0;
        for (Process process : processes) {
            try (BufferedReader lines = new BufferedReader(
                    new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                rate += Double.parseDouble(lines.readLine());
            }
            process.waitFor();
        }
        return rate;
    }

    private static double imagesPerSecond(int[] a) {
        try (Trainer trainer = new Trainer(new TrainingSettings("auto", a[5], Path.of("none")));
                NDManager manager = NDManager.newBaseManager()) {
            JniUtils.setNumThreads(a[5]);
            WideResNet network = new WideResNet(new WideResNetSpec(a[0], a[1]), 1, CLASSES);
            NDArray images = manager.randomNormal(new Shape(a[2], 1, a[3], a[3]));
            NDArray classes = manager.create(new Random(1).longs(a[2], 0, CLASSES).toArray());
            NDArray statistics = manager.create(network.initialStatistics()).duplicate();
            TrialConfig config = new TrialConfig(new DatasetSpec("digits", 16, 0.1), new WideResNetSpec(a[0], a[1]),
                    Method.SGD, Method.SGD.complete(Map.of()), 0);
            Optimizer sgd = Optimizer.of(
                    config, manager.create(network.initialParameters(0)).duplicate(), network.layout(), EXAMPLES);
            Classification task = new Classification(network, 0);
            long from = System.nanoTime() + (long) (WARM_UP_SECONDS * 1e9);
            long counted = 0;
            long until = from + (long) (a[4] * 1e9);
            for (long now = System.nanoTime(); now < until; now = System.nanoTime()) {
                try (NDScope scope = new NDScope()) {
                    scope.suppressNotUsedWarning();
                    sgd.step(new BatchLoss(task, statistics, images, classes, 0), 1e-3, 0).loss().getFloat();
                }
                counted += System.nanoTime() > from ? a[2] : 0;
            }
            return (double) counted / a[4];
        }
    }
}
