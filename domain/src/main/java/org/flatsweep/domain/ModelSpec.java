package org.flatsweep.domain;

/**
 * A network architecture: {@code wrn} is the WideResNet of Zagoruyko and Komodakis (2016).
 *
 * @param depth number of convolutions along the main path, 6n + 4
 * @param width widening factor k of the residual blocks
 */
public record ModelSpec(String name, int depth, int width) {

    public static final String WRN = "wrn";

    /** As tables write it: WRN-28-10. */
    public String label() {
        return "WRN-%d-%d".formatted(depth, width);
    }
}
