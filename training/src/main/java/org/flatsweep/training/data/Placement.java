package org.flatsweep.training.data;

/**
 * Where an image lands in a batch: moved by whole pixels, with zeros moving in, then perhaps mirrored.
 *
 * @param image its index
 */
record Placement(int image, int down, int right, boolean mirrored) {

    static Placement unchanged(int image) {
        return new Placement(image, 0, 0, false);
    }
}
