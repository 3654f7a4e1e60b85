package org.flatsweep.training.model;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A variational autoencoder in plain Java and double precision, for one image: what {@link VariationalAutoencoder} is
 * to compute.
 *
 * @param theta the parameters, layer by layer: weights row by row, then biases
 */
record VaeReference(int pixels, int latent, int hidden, double[] theta) {

    private record Layer(int start, int in, int out) {

        int end() {
            return start + (in + 1) * out;
        }

        Layer then(int nextIn, int nextOut) {
            return new Layer(end(), nextIn, nextOut);
        }

        double[] apply(double[] theta, double[] x) {
            return IntStream.range(0, out)
                    .mapToDouble(o -> theta[start + in * out + o]
                            + IntStream.range(0, in).mapToDouble(i -> theta[start + o * in + i] * x[i]).sum())
                    .toArray();
        }
    }

    private Layer encoder() {
        return new Layer(0, pixels, hidden);
    }

    private Layer latentMean() {
        return encoder().then(hidden, latent);
    }

    private Layer latentLogVariance() {
        return latentMean().then(hidden, latent);
    }

    private Layer decoder() {
        return latentLogVariance().then(latent, hidden);
    }

    private Layer logits() {
        return decoder().then(hidden, pixels);
    }

    int parameterCount() {
        return logits().end();
    }

    VaeReference at(double[] otherTheta) {
        return new VaeReference(pixels, latent, hidden, otherTheta);
    }

    /** m(x). */
    double[] mean(double[] normalised) {
        return latentMean().apply(theta, code(normalised));
    }

    /** s(x). */
    double[] deviation(double[] normalised) {
        return Arrays.stream(latentLogVariance().apply(theta, code(normalised))).map(v -> Math.exp(v / 2)).toArray();
    }

    private double[] code(double[] normalised) {
        return tanh(encoder().apply(theta, normalised));
    }

    /** KL[N(m, diag s²)‖N(0, I)]. */
    double kl(double[] normalised) {
        double[] m = mean(normalised);
        double[] s = deviation(normalised);
        return IntStream.range(0, latent)
                .mapToDouble(i -> 0.5 * (s[i] * s[i] + m[i] * m[i] - 1) - Math.log(s[i])).sum();
    }

    /** −log p(x|z). */
    double reconstruction(double[] intensities, double[] z) {
        double[] logits = logits().apply(theta, tanh(decoder().apply(theta, z)));
        return IntStream.range(0, pixels).mapToDouble(i -> {
            double white = 1 / (1 + Math.exp(-logits[i]));
            return -intensities[i] * Math.log(white) - (1 - intensities[i]) * Math.log(1 - white);
        }).sum();
    }

    /** −log p(x|m + s⊙η) + KL. */
    double loss(double[] normalised, double[] intensities, double[] eta) {
        double[] m = mean(normalised);
        double[] s = deviation(normalised);
        double[] z = IntStream.range(0, latent).mapToDouble(i -> m[i] + s[i] * eta[i]).toArray();
        return reconstruction(intensities, z) + kl(normalised);
    }

    private static double[] tanh(double[] x) {
        return Arrays.stream(x).map(Math::tanh).toArray();
    }
}
