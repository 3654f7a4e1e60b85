package org.flatsweep.training.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Where each tensor of a network lies in one flat vector, and what it starts as. */
public final class FlatLayout {

    private record Slot(TensorKind kind, Shape shape, double mean, double deviation) {}

    private final List<Slot> slots = new ArrayList<>();
    private long size;

    /** Appends a tensor of independent normal values and returns its index in {@link #views}. */
    int add(TensorKind kind, Shape shape, double mean, double deviation) {
        slots.add(new Slot(kind, shape, mean, deviation));
        size += shape.size();
        return slots.size() - 1;
    }

    int size() {
        return Math.toIntExact(size);
    }

    /** The tensors as views of {@code flat}: one differentiable operation, whose gradient is again one flat vector. */
    public NDList views(NDArray flat) {
        long[] cuts = new long[slots.size() - 1];
        long end = 0;
        for (int i = 0; i < cuts.length; i++) {
            end += slots.get(i).shape.size();
            cuts[i] = end;
        }
        NDList pieces = flat.split(cuts);
        NDList views = new NDList(slots.size());
        for (int i = 0; i < slots.size(); i++) {
            views.add(pieces.get(i).reshape(slots.get(i).shape));
        }
        return views;
    }

    /** For each value of the vector, whether it belongs to a tensor of these kinds. */
    public boolean[] mask(Set<TensorKind> kinds) {
        boolean[] mask = new boolean[size()];
        int position = 0;
        for (Slot slot : slots) {
            int end = position + Math.toIntExact(slot.shape.size());
            Arrays.fill(mask, position, end, kinds.contains(slot.kind));
            position = end;
        }
        return mask;
    }

    float[] initialValues(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[size()];
        int position = 0;
        for (Slot slot : slots) {
            for (long i = 0; i < slot.shape.size(); i++) {
                double noise = slot.deviation == 0 ? 0 : slot.deviation * random.nextGaussian();
                values[position++] = (float) (slot.mean + noise);
            }
        }
        return values;
    }
}
