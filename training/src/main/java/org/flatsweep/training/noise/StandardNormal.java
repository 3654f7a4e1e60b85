package org.flatsweep.training.noise;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/** η ~ N(0, I), decided by a seed. */
public final class StandardNormal {

    private StandardNormal() {}

    /** @param manager owns η */
    public static NDArray draw(NDManager manager, Shape shape, DataType type, long seed) {
        manager.getEngine().setRandomSeed((int) seed);
        return manager.randomNormal(0, 1, shape, type);
    }
}
