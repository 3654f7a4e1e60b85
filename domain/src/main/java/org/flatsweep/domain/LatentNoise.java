package org.flatsweep.domain;

import java.util.Optional;
import java.util.stream.Stream;

/** How a variational autoencoder draws η of z = m(x) + s(x) ⊙ η in training. */
public enum LatentNoise {
    /** η ~ N(0, I) (Kingma and Welling 2013). */
    GAUSSIAN("gaussian"),
    /** SAM's: of the η with ‖η‖ = √d the one that makes the reconstruction worst to first order (Section 7). */
    WORST_CASE("worst_case"),
    /** A place on the great circle between both. */
    INTERPOLATED("interpolated");

    private final String key;

    LatentNoise(String key) {
        this.key = key;
    }

    /** Its name in definitions. */
    public String key() {
        return key;
    }

    static Optional<LatentNoise> byKey(String key) {
        return Stream.of(values()).filter(noise -> noise.key.equals(key)).findFirst();
    }
}
