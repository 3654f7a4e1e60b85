package org.flatsweep.training.noise;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;

/** The arc between two vectors of one length, which keeps the length; both its ends are reached to the bit. */
public final class GreatCircle {

    /** Below this sine the arc is as good as straight, or there is none because one end is 0. */
    private static final double STRAIGHT = 1e-6;

    private GreatCircle() {}

    /**
     * The vector, or the row of vectors, at a fraction of the way.
     *
     * @param from consumed
     * @param cosine of the angle between both: a scalar, or a column with a value a row; not a number where an end is 0
     * @param fraction from 0 to 1
     */
    public static NDArray between(NDArray from, NDArray to, NDArray cosine, double fraction) {
        NDArray angle = cosine.clip(-1, 1).acos();
        return from.muli(weight(angle, 1 - fraction)).addi(to.mul(weight(angle, fraction)));
    }

    /** sin(fΩ)/sin Ω. */
    private static NDArray weight(NDArray angle, double fraction) {
        NDArray sine = angle.sin();
        NDArray weight = angle.mul(fraction).sin().div(sine);
        return NDArrays.where(sine.gt(STRAIGHT), weight, angle.onesLike().mul(fraction));
    }
}
