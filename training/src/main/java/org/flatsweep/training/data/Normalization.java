package org.flatsweep.training.data;

/** Turns 8-bit values into floats of mean 0 and variance 1 a channel. */
final class Normalization {

    private final float[][] valueOf;

    private Normalization(float[][] valueOf) {
        this.valueOf = valueOf;
    }

    /** By the statistics of {@code images}; a constant channel becomes 0. */
    static Normalization of(Images images) {
        int plane = images.resolution() * images.resolution();
        float[][] valueOf = new float[images.channels()][256];
        for (int c = 0; c < images.channels(); c++) {
            long[] histogram = new long[256];
            for (int i = 0; i < images.count(); i++) {
                int start = i * images.size() + c * plane;
                for (int k = start; k < start + plane; k++) {
                    histogram[images.pixels()[k] & 0xff]++;
                }
            }
            double n = (double) images.count() * plane;
            double mean = 0;
            double square = 0;
            for (int v = 0; v < 256; v++) {
                mean += v * histogram[v] / n;
                square += (double) v * v * histogram[v] / n;
            }
            double deviation = Math.sqrt(Math.max(square - mean * mean, 0));
            for (int v = 0; v < 256; v++) {
                valueOf[c][v] = deviation == 0 ? 0 : (float) ((v - mean) / deviation);
            }
        }
        return new Normalization(valueOf);
    }

    /** Float of every 8-bit value in a channel. */
    float[] ofChannel(int channel) {
        return valueOf[channel];
    }
}
