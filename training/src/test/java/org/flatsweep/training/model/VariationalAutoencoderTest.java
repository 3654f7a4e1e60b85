package org.flatsweep.training.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.flatsweep.domain.DatasetSpec;
import org.flatsweep.domain.Hyperparameter;
import org.flatsweep.domain.LatentNoise;
import org.flatsweep.domain.Method;
import org.flatsweep.domain.TrialConfig;
import org.flatsweep.domain.VaeSpec;
import org.flatsweep.training.BadConfigurationException;
import org.flatsweep.training.data.Images;
import org.flatsweep.training.model.VariationalAutoencoder.Pass;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Beside {@link VaeReference}, on three images of two channels and 2 × 2 pixels. */
class VariationalAutoencoderTest {

    private static final int COUNT = 3;
    private static final int CHANNELS = 2;
    private static final int PIXELS = CHANNELS * 2 * 2;
    private static final int LATENT = 3;
    private static final int HIDDEN = 5;
    private static final long SEED = 11;
    /** Of single precision. */
    private static final double ROUNDING = 2e-5;

    private final double[][] intensities = new double[COUNT][PIXELS];
    private final double[][] normalised = new double[COUNT][PIXELS];
    private NDManager manager;
    private NDArray images;
    private NDArray parameters;
    private VaeReference reference;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager("PyTorch");
        byte[] bytes = bytes();
        for (int c = 0; c < CHANNELS; c++) {
            double[] channel = channel(bytes, c);
            double mean = Arrays.stream(channel).average().orElseThrow();
            double deviation =
                    Math.sqrt(Arrays.stream(channel).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
            for (int i = 0; i < COUNT; i++) {
                for (int k = c * 4; k < c * 4 + 4; k++) {
                    int value = bytes[i * PIXELS + k] & 0xff;
                    intensities[i][k] = value / 255.0;
                    normalised[i][k] = (value - mean) / deviation;
                }
            }
        }
        float[] flat = new float[COUNT * PIXELS];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = (float) normalised[i / PIXELS][i % PIXELS];
        }
        images = manager.create(flat, new Shape(COUNT, CHANNELS, 2, 2));
        float[] theta = vae(LatentNoise.GAUSSIAN).initialParameters(3);
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < theta.length; i++) {
            theta[i] += (float) random.nextGaussian(0, 0.2);
        }
        parameters = manager.create(theta);
        reference = new VaeReference(PIXELS, LATENT, HIDDEN,
                IntStream.range(0, theta.length).mapToDouble(i -> theta[i]).toArray());
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void lossIsMinusTheEvidenceLowerBoundOfPlainArithmetic() {
        VariationalAutoencoder vae = vae(LatentNoise.GAUSSIAN);
        double[][] eta = noise(vae);

        Task.Loss loss = vae.training(images, null, parameters, null, SEED);

        double reconstruction = sum(i -> reference.reconstruction(intensities[i], shifted(i, eta[i])));
        double kl = sum(i -> reference.kl(normalised[i]));
        assertThat(parameters.size()).isEqualTo(reference.parameterCount());
        assertThat(value(loss.mean())).isEqualTo((reconstruction + kl) / COUNT, within(ROUNDING));
        assertThat(loss.sums()).containsOnlyKeys("elbo", "reconstruction", "kl");
        assertThat(value(loss.sums().get("elbo"))).isEqualTo(-reconstruction - kl, within(ROUNDING));
        assertThat(value(loss.sums().get("reconstruction"))).isEqualTo(reconstruction, within(ROUNDING));
        assertThat(value(loss.sums().get("kl"))).isEqualTo(kl, within(ROUNDING));
    }

    /** With weights 0 the posterior is the prior, and every pixel is white with probability ½. */
    @Test
    void lossOfANetworkThatKnowsNothingIsABitAPixel() {
        NDArray nothing = parameters.zerosLike();

        Task.Loss loss = vae(LatentNoise.GAUSSIAN).training(images, null, nothing, null, SEED);

        assertThat(value(loss.mean())).isEqualTo(PIXELS * Math.log(2), within(ROUNDING));
        assertThat(value(loss.sums().get("kl"))).isZero();
    }

    /** By central differences of the plain arithmetic, η held constant: the inner gradient must not leak out. */
    @ParameterizedTest
    @EnumSource(LatentNoise.class)
    void gradientIsTheDerivativeOfTheLossWithTheNoiseHeldConstant(LatentNoise noise) {
        VariationalAutoencoder vae = vae(noise);
        double[][] eta = noise(vae);
        float[] gradient;
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray leaf = parameters.duplicate();
            leaf.setRequiresGradient(true);
            collector.backward(vae.training(images, null, leaf, null, SEED).mean());
            gradient = leaf.getGradient().toFloatArray();
        }

        double step = 1e-5;
        for (int p = 0; p < gradient.length; p++) {
            double slope = (lossWith(p, step, eta) - lossWith(p, -step, eta)) / (2 * step);
            assertThat((double) gradient[p]).as("parameter %d", p).isEqualTo(slope, within(ROUNDING));
        }
    }

    @Test
    void worstCaseLiesOnTheSphereOfGaussianNoiseAlongTheGradientOfTheReconstruction() {
        double[][] eta = noise(vae(LatentNoise.WORST_CASE));

        for (int i = 0; i < COUNT; i++) {
            double[] slope = scaledLatentGradient(i);
            assertThat(norm(eta[i])).isEqualTo(Math.sqrt(LATENT), within(ROUNDING));
            for (int k = 0; k < LATENT; k++) {
                assertThat(eta[i][k]).isEqualTo(Math.sqrt(LATENT) * slope[k] / norm(slope), within(1e-4));
            }
        }
    }

    @Test
    void noOtherNoiseOfItsLengthMakesTheReconstructionWorseToFirstOrder() {
        double[][] worst = noise(vae(LatentNoise.WORST_CASE));
        SplittableRandom random = new SplittableRandom(5);

        for (int i = 0; i < COUNT; i++) {
            double[] slope = scaledLatentGradient(i);
            double greatest = dot(slope, worst[i]);
            for (int trial = 0; trial < 1_000; trial++) {
                double[] direction = random.doubles(LATENT, -1, 1).toArray();
                double length = norm(direction);
                double[] other = Arrays.stream(direction).map(v -> v * Math.sqrt(LATENT) / length).toArray();
                assertThat(dot(slope, other)).isLessThan(greatest + 1e-6);
            }
        }
    }

    /** Where the decoder ignores z, there is no direction to be worst. */
    @Test
    void worstCaseIsNoNoiseWhereTheReconstructionDoesNotDependOnIt() {
        NDArray nothing = parameters.zerosLike();
        VariationalAutoencoder vae = vae(LatentNoise.WORST_CASE);

        assertThat(vae.new Pass(images, nothing).noise(SEED).toFloatArray()).containsOnly(0);
        assertThat(value(vae.training(images, null, nothing, null, SEED).mean())).isFinite();
    }

    @Test
    void interpolatedNoiseBeginsAtTheGaussianOnTheSphereAndEndsAtTheWorstCaseToTheBit() {
        VariationalAutoencoder gaussian = vae(LatentNoise.GAUSSIAN);
        NDArray onSphere = VariationalAutoencoder.onSphere(gaussian.new Pass(images, parameters).noise(SEED));
        NDArray worst = vae(LatentNoise.WORST_CASE).new Pass(images, parameters).noise(SEED);

        assertThat(interpolated(0)).containsExactly(onSphere.toFloatArray());
        assertThat(interpolated(1)).containsExactly(worst.toFloatArray());
    }

    @Test
    void interpolatedNoiseKeepsTheRadiusAndDividesTheAngleOfEachImage() {
        float[] start = interpolated(0);
        float[] middle = interpolated(0.25);
        float[] end = interpolated(1);

        for (int i = 0; i < COUNT; i++) {
            double[] u = row(start, i);
            double[] between = row(middle, i);
            double[] v = row(end, i);
            assertThat(norm(between)).isEqualTo(Math.sqrt(LATENT), within(ROUNDING));
            assertThat(angle(u, between)).isEqualTo(0.25 * angle(u, v), within(1e-3));
        }
    }

    @Test
    void theSeedDecidesTheNoise() {
        VariationalAutoencoder vae = vae(LatentNoise.GAUSSIAN);
        Pass pass = vae.new Pass(images, parameters);

        assertThat(pass.noise(1).toFloatArray()).containsExactly(pass.noise(1).toFloatArray())
                .isNotEqualTo(pass.noise(2).toFloatArray());
    }

    /** −log p(x|z) of many samples one by one has the mean that evaluation's few have, whatever was trained with. */
    @ParameterizedTest
    @EnumSource(LatentNoise.class)
    void evaluationIsTheBoundUnderGaussianNoiseWhateverWasTrainedWith(LatentNoise noise) {
        SplittableRandom random = new SplittableRandom(6);
        int samples = 5_000;
        double bound = 0;
        for (int i = 0; i < COUNT; i++) {
            for (int k = 0; k < samples; k++) {
                double[] eta = random.doubles(LATENT).map(u -> random.nextGaussian()).toArray();
                bound -= reference.loss(normalised[i], intensities[i], eta) / samples / COUNT;
            }
        }

        double mean = IntStream.range(0, 100)
                .mapToDouble(seed -> value(vae(noise).evaluation(images, null, parameters, null, seed).mean()))
                .average().orElseThrow();

        assertThat(mean).isEqualTo(-bound, within(0.05));
    }

    @Test
    void labelSmoothingIsRefused() {
        Method method = Method.SGD;
        TrialConfig config = new TrialConfig(new DatasetSpec("digits", 16, 0.1),
                new VaeSpec(LATENT, HIDDEN, LatentNoise.GAUSSIAN, Optional.empty()), method,
                method.complete(Map.of(Hyperparameter.LABEL_SMOOTHING, 0.1)), 0);

        assertThatThrownBy(() -> Task.of(config, smallImages()))
                .isInstanceOf(BadConfigurationException.class)
                .hasMessageContaining("label_smoothing is 0.1");
    }

    private static VariationalAutoencoder vae(LatentNoise noise) {
        return vae(noise, noise == LatentNoise.INTERPOLATED ? Optional.of(0.5) : Optional.empty());
    }

    private static VariationalAutoencoder vae(LatentNoise noise, Optional<Double> lambda) {
        return new VariationalAutoencoder(new VaeSpec(LATENT, HIDDEN, noise, lambda), smallImages());
    }

    private static Images smallImages() {
        return new Images(bytes(), new int[COUNT], CHANNELS, 2, 1);
    }

    private static byte[] bytes() {
        byte[] bytes = new byte[COUNT * PIXELS];
        new Random(7).nextBytes(bytes);
        bytes[0] = 0;
        bytes[1] = (byte) 255;
        return bytes;
    }

    private static double[] channel(byte[] bytes, int channel) {
        return IntStream.range(0, bytes.length).filter(k -> k % PIXELS / 4 == channel)
                .mapToDouble(k -> bytes[k] & 0xff).toArray();
    }

    private double[][] noise(VariationalAutoencoder vae) {
        float[] flat = vae.new Pass(images, parameters).noise(SEED).toFloatArray();
        return IntStream.range(0, COUNT).mapToObj(i -> row(flat, i)).toArray(double[][]::new);
    }

    private float[] interpolated(double lambda) {
        return vae(LatentNoise.INTERPOLATED, Optional.of(lambda)).new Pass(images, parameters).noise(SEED)
                .toFloatArray();
    }

    private static double[] row(float[] flat, int i) {
        return IntStream.range(0, LATENT).mapToDouble(k -> flat[i * LATENT + k]).toArray();
    }

    /** m + s ⊙ η of an image. */
    private double[] shifted(int image, double[] eta) {
        double[] m = reference.mean(normalised[image]);
        double[] s = reference.deviation(normalised[image]);
        return IntStream.range(0, LATENT).mapToDouble(k -> m[k] + s[k] * eta[k]).toArray();
    }

    /** s ⊙ ∂(−log p(x|z))/∂z at z = m, by central differences along each η. */
    private double[] scaledLatentGradient(int image) {
        double step = 1e-5;
        return IntStream.range(0, LATENT).mapToDouble(k -> {
            double[] ahead = new double[LATENT];
            double[] behind = new double[LATENT];
            ahead[k] = step;
            behind[k] = -step;
            return (reference.reconstruction(intensities[image], shifted(image, ahead))
                    - reference.reconstruction(intensities[image], shifted(image, behind))) / (2 * step);
        }).toArray();
    }

    private double lossWith(int parameter, double change, double[][] eta) {
        double[] theta = reference.theta().clone();
        theta[parameter] += change;
        VaeReference moved = reference.at(theta);
        return sum(i -> moved.loss(normalised[i], intensities[i], eta[i])) / COUNT;
    }

    private static double sum(ToDoubleFunction<Integer> ofImage) {
        return IntStream.range(0, COUNT).boxed().mapToDouble(ofImage).sum();
    }

    private static double value(NDArray scalar) {
        return scalar.getFloat();
    }

    private static double angle(double[] a, double[] b) {
        return Math.acos(dot(a, b) / norm(a) / norm(b));
    }

    private static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }

    private static double norm(double[] a) {
        return Math.sqrt(dot(a, a));
    }
}
