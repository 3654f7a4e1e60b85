package org.flatsweep.domain;

/** What a model is judged by; more is better. */
public enum Measure {
    /** The fraction of images whose class is told right. */
    ACCURACY,
    /** The evidence lower bound in nats an image: minus the evaluation loss. */
    ELBO
}
