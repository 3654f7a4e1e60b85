package org.flatsweep.training.model;

/** What a tensor of a network is to the methods that treat some of them apart. */
public enum TensorKind {
    /** Weight of a convolution or a linear layer. */
    WEIGHT,
    /** BatchNorm's factor, which PyTorch names weight too. */
    NORM_SCALE,
    /** Bias of a layer, BatchNorm's included. */
    BIAS,
    /** Running mean or variance, which is not trained. */
    STATISTIC
}
