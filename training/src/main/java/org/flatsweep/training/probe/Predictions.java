package org.flatsweep.training.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import java.util.Arrays;
import java.util.Iterator;
import org.flatsweep.training.data.Batch;
import org.flatsweep.training.data.Batches;
import org.flatsweep.training.data.Images;
import org.flatsweep.training.model.Classifier;
import org.flatsweep.training.model.CrossEntropy;

/** What a classifier says of whole sets of images. */
final class Predictions {

    private final Classifier classifier;
    private final Batches batches;
    private final Runnable beforePass;

    Predictions(Classifier classifier, Batches batches, Runnable beforePass) {
        this.classifier = classifier;
        this.batches = batches;
        this.beforePass = beforePass;
    }

    private interface Receiver {
        void accept(NDArray logProbabilities, NDArray classes);
    }

    /**
     * Adds to the probabilities of all classes.
     *
     * @param sums images × classes
     * @param weight times which they are added
     */
    void add(double[][] sums, double weight, Images images, NDArray parameters, NDArray statistics) {
        int[] next = {0};
        forEachBatch(images, parameters, statistics, (logProbabilities, classes) -> {
            float[] values = logProbabilities.toFloatArray();
            int width = Math.toIntExact(logProbabilities.size(1));
            for (int start = 0; start < values.length; start += width) {
                double[] row = sums[next[0]++];
                for (int k = 0; k < width; k++) {
                    row[k] += weight * Math.exp(values[start + k]);
                }
            }
        });
    }

    /** The fraction whose most probable class is wrong. */
    double error(Images images, NDArray parameters, NDArray statistics) {
        long[] correct = {0};
        forEachBatch(images, parameters, statistics, (logProbabilities, classes) ->
                correct[0] += CrossEntropy.correct(logProbabilities, classes).getLong());
        return 1 - (double) correct[0] / images.count();
    }

    private void forEachBatch(Images images, NDArray parameters, NDArray statistics, Receiver receiver) {
        NDManager manager = parameters.getManager();
        Iterator<Batch> inOrder = batches.evaluation(images);
        while (inOrder.hasNext()) {
            beforePass.run();
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                Batch batch = inOrder.next();
                receiver.accept(classifier.logProbabilities(batch.images(manager), parameters, statistics),
                        batch.classes(manager));
            }
        }
    }

    /** Zeros in the form of {@link #add}'s sums. */
    static double[][] none(Images images) {
        return Arrays.stream(images.labels()).mapToObj(label -> new double[images.classes()]).toArray(double[][]::new);
    }
}
