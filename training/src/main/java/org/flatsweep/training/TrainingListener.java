package org.flatsweep.training;

import java.util.Map;
import java.util.Optional;

/** Follows a training; called on the thread that trains. */
public interface TrainingListener {

    /**
     * Called once before the first step.
     *
     * @param epoch so many epochs are done already
     * @param step and so many steps of the next one; both are 0 from scratch
     */
    void resumed(int epoch, int step);

    /**
     * Called after every epoch, once its checkpoint is safe on disk.
     *
     * @param epoch from 1
     * @param metrics finite values by name: {@code train_loss} and {@code train_accuracy} (means over the steps' first
     *     passes, augmentation and label smoothing included), {@code validation_loss}, {@code validation_accuracy},
     *     {@code test_loss}, {@code test_accuracy} (at μ with running statistics, without label smoothing); in place of
     *     each accuracy an autoencoder has {@code elbo}, minus the loss, and its parts {@code reconstruction} and
     *     {@code kl} (in nats an image, in training with the noise that is trained with); then
     *     {@code lr}, {@code gradient_norm} (mean norm of the loss's gradient in the first passes: at μ, but for
     *     RandomSAM at μ + ε), {@code images_per_second} (of the steps), {@code epoch_seconds} (with evaluation and
     *     probes, but without those that a stop cut off), of a learned Σ {@code sigma_min}, {@code sigma_median},
     *     {@code sigma_max} (variances) and {@code sigma_radius} (√Σs), and where the trial is probed those of
     *     {@link org.flatsweep.training.probe.Probes}
     */
    void epochCompleted(int epoch, Map<String, Double> metrics, Optional<Checkpoint> checkpoint);

    /**
     * Asked before every training step, evaluation batch and probe's pass; true ends in
     * {@link TrainingStoppedException}, once the steps taken are safe in a checkpoint.
     */
    boolean stopRequested();
}
