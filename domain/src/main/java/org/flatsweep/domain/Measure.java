package org.flatsweep.domain;

import java.util.Locale;

/** What a model is judged by; more is better. */
public enum Measure {
    /** The fraction of images told right. */
    ACCURACY,
    /** The evidence lower bound in nats an image, which is minus the evaluation loss. */
    ELBO;

    /** Its name in the database. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
