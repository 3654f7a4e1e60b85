package org.flatsweep.training.data;

/** Turns 8-bit values into floats of mean 0 and variance 1 a channel. */
public final class Normalization {

    private final float[] means;
    private final float[] deviations;
    private final float[][] valueOf;

    private Normalization(float[] means, float[] deviations, float[][] valueOf) {
        this.means = means;
        this.deviations = deviations;
        this.valueOf = valueOf;
    }

    /** By the statistics of {@code images}; a constant channel becomes 0. */
    public static Normalization of(Images images) {
        int plane = images.resolution() * images.resolution();
        float[] means = new float[images.channels()];
        float[] deviations = new float[images.channels()];
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
            means[c] = (float) mean;
            deviations[c] = (float) deviation;
            for (int v = 0; v < 256; v++) {
                valueOf[c][v] = deviation == 0 ? 0 : (float) ((v - mean) / deviation);
            }
        }
        return new Normalization(means, deviations, valueOf);
    }

    /** Of the 8-bit values, one a channel. */
    public float[] means() {
        return means.clone();
    }

    /** Standard deviations of the 8-bit values, one a channel. */
    public float[] deviations() {
        return deviations.clone();
    }

    /** Float of every 8-bit value in a channel. */
    float[] ofChannel(int channel) {
        return valueOf[channel];
    }
}
