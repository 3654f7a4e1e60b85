package org.flatsweep.training.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.flatsweep.training.data.Batch;
import org.flatsweep.training.data.Batches;
import org.flatsweep.training.data.Images;
import org.flatsweep.training.model.Classifier;
import org.flatsweep.training.model.Constant;
import org.flatsweep.training.model.Task;

/** Images on which the loss surface is probed, as they are, on the device for good. */
final class ProbeSet {

    /** Most images of a part, few because the graph of a third derivative is several times that of a training step. */
    private static final int PART = 64;
    /**
     * Every part has a multiple of so many. The second backward pass convolves with the images for channels, and there
     * PyTorch 2.7.1 on a CPU fills channels up to 16 with memory that it never wrote: products were NaN now and then,
     * and always where all fresh memory was.
     */
    private static final int CHANNEL_BLOCK = 16;

    private record Part(NDArray images, NDArray classes) {}

    private final List<Part> parts = new ArrayList<>();
    private int count;

    /** @param manager owns them */
    ProbeSet(Images images, Batches batches, NDManager manager) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDList pixels = new NDList();
            NDList classes = new NDList();
            Iterator<Batch> inOrder = batches.evaluation(images);
            while (inOrder.hasNext()) {
                Batch batch = inOrder.next();
                pixels.add(batch.images(manager).duplicate());
                classes.add(batch.classes(manager));
            }
            divide(NDArrays.concat(pixels), NDArrays.concat(classes));
        }
    }

    private void divide(NDArray pixels, NDArray classes) {
        for (int size : sizes(Math.toIntExact(classes.size()))) {
            NDIndex range = new NDIndex("{}:{}", count, count + size);
            Part part = new Part(pixels.get(range).duplicate(), classes.get(range).duplicate());
            NDScope.unregister(part.images, part.classes);
            parts.add(part);
            count += size;
        }
    }

    /** Of the parts that so many images make; a rest is left out. */
    static List<Integer> sizes(int images) {
        List<Integer> sizes = new ArrayList<>(Collections.nCopies(images / PART, PART));
        int rest = images % PART;
        int used = images < CHANNEL_BLOCK ? rest : rest - rest % CHANNEL_BLOCK;
        if (used > 0) {
            sizes.add(used);
        }
        return sizes;
    }

    /** The terms of the mean evaluation loss, whose noise, if it has any, is always the same. */
    List<UnaryOperator<NDArray>> lossTerms(Task task, NDArray statistics, long noiseSeed) {
        List<UnaryOperator<NDArray>> terms = new ArrayList<>();
        for (Part part : parts) {
            double weight = (double) part.images.size(0) / count;
            terms.add(parameters -> task.evaluation(part.images, part.classes, parameters, statistics, noiseSeed)
                    .mean().mul(Constant.of(weight, parameters)));
        }
        return terms;
    }

    /** The means of the parts' own statistics. */
    NDArray statisticsAt(NDArray parameters, Classifier classifier) {
        NDArray sum = classifier.statisticsOf(parts.get(0).images, parameters);
        parts.stream().skip(1).forEach(part -> sum.addi(classifier.statisticsOf(part.images, parameters)));
        return sum.divi(parts.size());
    }
}
