package org.flatsweep.training.model;

import static org.flatsweep.domain.Hyperparameter.LABEL_SMOOTHING;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import java.util.Map;
import org.flatsweep.domain.TrialConfig;
import org.flatsweep.domain.VaeSpec;
import org.flatsweep.training.BadConfigurationException;
import org.flatsweep.training.data.Images;
import org.flatsweep.training.data.Normalization;
import org.flatsweep.training.noise.GreatCircle;
import org.flatsweep.training.noise.StandardNormal;

/**
 * Telling how likely an image is by a variational autoencoder (Kingma and Welling 2013). Encoder and decoder are
 * multilayer perceptrons with one hidden layer of tanh units, as in their appendix C. The loss is minus the evidence
 * lower bound in nats an image,
 *
 * <p>−log p(x|z) + KL[q(z|x)‖N(0, I)] with q(z|x) = N(m(x), diag s(x)²) and z = m(x) + s(x) ⊙ η.
 *
 * <p>The likelihood is Bernoulli's with the intensities x in [0, 1] as targets. As log p is linear in them, this is its
 * mean over images whose pixels are drawn black or white with probability x: a bound on how likely those are. Its
 * greatest value is not 0 but minus the entropy of the intensities.
 *
 * <p>The noise η is what {@link VaeSpec#noise} names: N(0, I); SAM's worst case; or a place between both (Section 7).
 * Evaluation always takes the Gaussian noise, with which alone the loss is the bound, whatever was trained with.
 */
public final class VariationalAutoencoder implements Task {

    /** Evaluation averages the reconstruction over so many η an image. */
    static final int EVALUATION_SAMPLES = 8;

    private static final double BRIGHTEST = 255;

    private final VaeSpec spec;
    private final Normalization normalization;
    private final FlatLayout layout = new FlatLayout();
    private final Dense encoder;
    private final Dense latentMean;
    private final Dense latentLogVariance;
    private final Dense decoder;
    private final Dense logits;

    VariationalAutoencoder(VaeSpec spec, Images images, TrialConfig config) {
        this(spec, images);
        if (config.real(LABEL_SMOOTHING) != 0) {
            throw new BadConfigurationException("label_smoothing is %s; with model vae, which has no classes, only 0 is"
                    .formatted(config.real(LABEL_SMOOTHING)) + " allowed");
        }
    }

    /** @param images that it will be trained on, by whose statistics all images come normalised */
    public VariationalAutoencoder(VaeSpec spec, Images images) {
        this.spec = spec;
        this.normalization = Normalization.of(images);
        int pixels = images.channels() * images.resolution() * images.resolution();
        encoder = new Dense(pixels, spec.hidden());
        latentMean = new Dense(spec.hidden(), spec.latent());
        latentLogVariance = new Dense(spec.hidden(), spec.latent());
        decoder = new Dense(spec.latent(), spec.hidden());
        logits = new Dense(spec.hidden(), pixels);
    }

    @Override
    public FlatLayout layout() {
        return layout;
    }

    /** Weights of variance 1/fan-in, biases 0. */
    @Override
    public float[] initialParameters(long seed) {
        return layout.initialValues(seed);
    }

    /** None. */
    @Override
    public float[] initialStatistics() {
        return new float[0];
    }

    /** No: to be likely is a matter of where the image lies, and moved ones are not what evaluation asks for. */
    @Override
    public boolean augments() {
        return false;
    }

    @Override
    public Loss training(
            NDArray images, NDArray classes, NDArray parameters, NDArray statistics, long noiseSeed) {
        Pass pass = new Pass(images, parameters);
        return pass.loss(pass.noise(noiseSeed));
    }

    @Override
    public Loss evaluation(
            NDArray images, NDArray classes, NDArray parameters, NDArray statistics, long noiseSeed) {
        Pass pass = new Pass(images, parameters);
        return pass.loss(pass.gaussian(EVALUATION_SAMPLES, noiseSeed));
    }

    /** One batch on its way through the network: rows are images. */
    final class Pass {

        private final NDList tensors;
        /** x. */
        private final NDArray intensities;
        /** m(x) and log s(x)². */
        private final NDArray mean;
        private final NDArray logVariance;
        /** s(x). */
        private final NDArray deviation;

        /** Encodes. */
        Pass(NDArray images, NDArray parameters) {
            tensors = layout.views(parameters);
            intensities = intensities(images);
            NDArray hidden = encoder.apply(rows(images), tensors).tanh();
            mean = latentMean.apply(hidden, tensors);
            logVariance = latentLogVariance.apply(hidden, tensors);
            deviation = logVariance.mul(Constant.of(0.5, logVariance)).exp();
        }

        /** η to train with: d values for each image, constants to the gradient. */
        NDArray noise(long seed) {
            return switch (spec.noise()) {
                case GAUSSIAN -> gaussian(1, seed);
                case WORST_CASE -> worstCase();
                case INTERPOLATED -> interpolated(gaussian(1, seed), worstCase(), spec.lambda().orElseThrow());
            };
        }

        /** N(0, I), samples × count × d. */
        private NDArray gaussian(int samples, long seed) {
            Shape shape = new Shape(samples).addAll(mean.getShape());
            return StandardNormal.draw(mean.getManager(), shape, mean.getDataType(), seed);
        }

        /**
         * η* = √d s⊙g/‖s⊙g‖, where g is the gradient of −log p(x|z) at z = m(x): Eq. 3 with Σ = diag s², for each
         * image. 0 where g is.
         */
        private NDArray worstCase() {
            return onSphere(latentGradient().mul(deviation)).stopGradient();
        }

        /** Backpropagation by hand, as there is a gradient within a pass that may itself be differentiated. */
        private NDArray latentGradient() {
            NDArray hidden = decoder.apply(mean, tensors).tanh();
            NDArray atLogits = Activation.sigmoid(logits.apply(hidden, tensors)).sub(intensities);
            NDArray atHidden = logits.backward(atLogits, tensors).mul(hidden.square().neg().add(1));
            return decoder.backward(atHidden, tensors);
        }

        /** Decodes. */
        Loss loss(NDArray noise) {
            long samples = noise.size() / mean.size();
            NDArray hidden = decoder.apply(deviation.mul(noise).add(mean), tensors).tanh();
            NDArray output = logits.apply(hidden, tensors);
            NDArray reconstruction = Activation.softPlus(output).sub(output.mul(intensities)).sum()
                    .div(Constant.of(samples, output));
            NDArray kl = mean.square().add(logVariance.exp()).sub(logVariance).sub(1).sum()
                    .div(Constant.of(2, mean));
            NDArray total = reconstruction.add(kl);
            return new Loss(total.div(Constant.of(mean.getShape().get(0), total)),
                    Map.of("elbo", total.neg(), "reconstruction", reconstruction, "kl", kl));
        }
    }

    /** What the 8-bit values were before they were normalised, over 255: count × pixels. */
    private NDArray intensities(NDArray images) {
        Shape perChannel = new Shape(images.getShape().get(1), 1, 1);
        NDArray deviations = images.getManager().create(normalization.deviations(), perChannel);
        NDArray means = images.getManager().create(normalization.means(), perChannel);
        return rows(images.mul(deviations).add(means).round().div(BRIGHTEST));
    }

    private static NDArray rows(NDArray images) {
        return images.reshape(images.getShape().get(0), -1);
    }

    /** Between the Gaussian's direction and the worst case on the sphere of radius √d (Section 7). */
    static NDArray interpolated(NDArray gaussian, NDArray worst, double lambda) {
        NDArray random = onSphere(gaussian);
        NDArray square = worst.square().sum(new int[] {-1}, true);
        return GreatCircle.between(random, worst, random.mul(worst).sum(new int[] {-1}, true).div(square), lambda);
    }

    /** Each vector of d values scaled to the length √d; 0 stays 0. */
    static NDArray onSphere(NDArray vectors) {
        NDArray norm = vectors.norm(new int[] {-1}, true);
        NDArray scale = norm.pow(-1).mul(Math.sqrt(vectors.getShape().get(vectors.getShape().dimension() - 1)));
        return vectors.mul(NDArrays.where(norm.gt(0), scale, norm.zerosLike()));
    }

    private final class Dense {

        private final int weight;
        private final int bias;

        Dense(int in, int out) {
            weight = layout.add(TensorKind.WEIGHT, new Shape(out, in), 0, 1 / Math.sqrt(in));
            bias = layout.add(TensorKind.BIAS, new Shape(out), 0, 0);
        }

        NDArray apply(NDArray x, NDList tensors) {
            return Linear.linear(x, tensors.get(weight), tensors.get(bias)).singletonOrThrow();
        }

        /** From the gradient of a loss at its output to that at its input. */
        NDArray backward(NDArray gradient, NDList tensors) {
            return gradient.matMul(tensors.get(weight));
        }
    }
}
