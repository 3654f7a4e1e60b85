package org.flatsweep.training.model;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import org.flatsweep.domain.TrialConfig;
import org.flatsweep.domain.VaeSpec;
import org.flatsweep.domain.WideResNetSpec;
import org.flatsweep.training.data.Images;

/** What a trial learns: a network without weights of its own, and the loss over a batch that it is to make small. */
public interface Task {

    /** @param images that it will be trained on */
    static Task of(TrialConfig config, Images images) {
        if (config.model() instanceof VaeSpec vae) {
            return new VariationalAutoencoder(vae, images, config);
        }
        WideResNetSpec spec = (WideResNetSpec) config.model();
        return new Classification(new WideResNet(spec, images.channels(), images.classes()), config);
    }

    /** Which tensor lies where in the vector of p parameters. */
    FlatLayout layout();

    /** The seed decides them. */
    float[] initialParameters(long seed);

    /** What is moved by training passes and not by gradients, such as BatchNorm's. */
    float[] initialStatistics();

    /** Whether it may be trained on images that were cropped and mirrored at random. */
    boolean augments();

    /**
     * A training pass.
     *
     * @param images count × channels × height × width, normalised
     * @param classes count, int64
     * @param parameters p values, which may require a gradient
     * @param statistics moved in place
     * @param noiseSeed decides what is random about the pass
     */
    Loss training(NDArray images, NDArray classes, NDArray parameters, NDArray statistics, long noiseSeed);

    /** The loss to report, of a pass that moves nothing. */
    Loss evaluation(NDArray images, NDArray classes, NDArray parameters, NDArray statistics, long noiseSeed);

    /**
     * @param mean over the batch, a scalar
     * @param sums over the batch by the name of the metric whose mean they make, scalars
     */
    record Loss(NDArray mean, Map<String, NDArray> sums) {}
}
