package org.flatsweep.domain;

import java.util.List;
import java.util.Map;

/**
 * A dataset as a trial sees it.
 *
 * @param name one of {@link #RESOLUTIONS}' keys
 * @param resolution side of the square images in pixels, after upsampling or padding
 * @param validation fraction of the official training images held out for choosing configurations
 */
public record DatasetSpec(String name, int resolution, double validation) {

    /** The known datasets and the resolutions each can have, its default first. */
    public static final Map<String, List<Integer>> RESOLUTIONS = Map.of(
            "digits", List.of(16, 32),
            "synthetic", List.of(16, 32),
            "cifar10", List.of(32),
            "cifar100", List.of(32),
            "mnist", List.of(28, 32),
            "fashion_mnist", List.of(28, 32));

    public static final double DEFAULT_VALIDATION = 0.1;
}
