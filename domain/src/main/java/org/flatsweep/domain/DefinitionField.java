package org.flatsweep.domain;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.flatsweep.domain.ValueRange.Choice;
import org.flatsweep.domain.ValueRange.Depths;
import org.flatsweep.domain.ValueRange.Flag;
import org.flatsweep.domain.ValueRange.Integers;
import org.flatsweep.domain.ValueRange.Reals;
import org.flatsweep.domain.ValueRange.Text;

/**
 * What a definition says besides {@link Hyperparameter}s: the reader accepts these fields and no others, and the schema
 * and the reference in {@code docs/sweep-definition.md} are made of them. A default of nothing stands for what the
 * meaning says.
 */
enum DefinitionField {
    NAME(Part.SWEEP, "name", new Text(200), "what people call the sweep", "radius of SAM"),
    DATASET(Part.SWEEP, "dataset", "a name, an object, or a list of these",
            "what is trained on; a list is an axis of the grid", "[digits, {name: mnist, resolution: 32}]"),
    MODEL(Part.SWEEP, "model", "an object, or a list of objects", "what is trained; a list is an axis of the grid",
            "{name: wrn, depth: 10, width: 1}"),
    METHODS(Part.SWEEP, "methods", "a list of names and objects", "how; each spans a grid of its own",
            "[sgd, {name: sam, grid: {rho: [0.05, 0.1]}}]"),
    /** JSON numbers are exact up to there in every client, JavaScript's included. */
    SEEDS(Part.SWEEP, "seeds", new Integers(0, (1L << 53) - 1),
            "an axis: each configuration is trained once with each, and averaged over them", "[0, 1, 2]"),
    WEIGHT_DECAY(Part.SWEEP, "weight_decay", Reals.nonNegative(),
            "2α, PyTorch's measure, in place of alpha; also in a grid and in a method", "5e-4", Optional.empty()),
    OPTIMIZER(Part.SWEEP, "optimizer", "an object", "the base optimiser and its settings",
            "{name: sgd, lr: 0.1, schedule: cosine}", Optional.empty()),
    GRID(Part.SWEEP, "grid", "an object of axes by hyperparameter",
            "axes that all methods share, each as far as they have the hyperparameter", "{alpha: [1e-4, 2.5e-4]}",
            Optional.empty()),
    PROBES(Part.SWEEP, "probes", "an object", "measure flatness and calibration; without it, nothing is",
            "{at: [1]}", Optional.empty()),
    MAX_ATTEMPTS(Part.SWEEP, "max_attempts", new Integers(1, 100),
            "a trial fails for good after so many failed or lost attempts", "5",
            Optional.of(QueuePolicy.DEFAULT_MAX_ATTEMPTS)),
    PRIORITY(Part.SWEEP, "priority", new Integers(-QueuePolicy.MAX_PRIORITY, QueuePolicy.MAX_PRIORITY),
            "of the sweeps that a worker could serve, those with the highest take turns", "10", Optional.of(0)),
    MAX_PARALLEL(Part.SWEEP, "max_parallel", new Integers(1, 1_000_000),
            "trials that run at a time; without it, no limit", "4", Optional.empty()),
    REUSE(Part.SWEEP, "reuse", new Flag(),
            "take the result of an equal trial of an earlier sweep instead of training it again", "false",
            Optional.of(true)),
    REQUIRES(Part.SWEEP, "requires", "an object", "which workers take its trials; without it, any that has the dataset",
            "{gpu_memory_gib: 16}", Optional.empty()),

    DATASET_NAME(Part.DATASET, "name", new Choice(List.copyOf(new TreeSet<>(DatasetSpec.RESOLUTIONS.keySet()))),
            "of the dataset", "digits"),
    RESOLUTION(Part.DATASET, "resolution", "one of the dataset's",
            "side of the images in pixels; without it, the dataset's first", "32", Optional.empty()),
    VALIDATION(Part.DATASET, "validation", new Reals(0, false, 0.5, true),
            "fraction of the training images held out for choosing configurations", "0.2",
            Optional.of(DatasetSpec.DEFAULT_VALIDATION)),

    MODEL_NAME(Part.MODEL, "name", Choice.of(WideResNetSpec.NAME, VaeSpec.NAME), "of the kind of model", "wrn"),
    DEPTH(Part.WIDE_RES_NET, "depth", new Depths(), "convolutions along the main path", "28"),
    WIDTH(Part.WIDE_RES_NET, "width", new Integers(1, 64), "widening factor k of the residual blocks", "10"),
    LATENT(Part.VAE, "latent", new Integers(1, 8_192), "number d of latent variables", "8"),
    HIDDEN(Part.VAE, "hidden", new Integers(1, 8_192), "units of each of the two hidden layers", "256"),
    NOISE(Part.VAE, "noise", new Choice(Arrays.stream(LatentNoise.values()).map(LatentNoise::key).toList()),
            "how η of z = m(x) + s(x) ⊙ η is drawn in training", "worst_case",
            Optional.of(LatentNoise.GAUSSIAN.key())),
    NOISE_LAMBDA(Part.VAE, "lambda", new Reals(0, true, 1, true),
            "place of the interpolated noise between the Gaussian, 0, and the worst case, 1; other noise has none",
            "0.25", Optional.of(VaeSpec.DEFAULT_LAMBDA)),

    METHOD_NAME(Part.METHOD, "name", new Choice(Arrays.stream(Method.values()).map(Method::key).toList()),
            "of the method", "sam"),
    METHOD_GRID(Part.METHOD, "grid", "an object of axes by hyperparameter",
            "axes of this method alone, in place of shared ones", "{rho: [0.05, 0.1]}", Optional.empty()),

    FROM(Part.INTERVAL, "from", "a number that the hyperparameter may be", "the first value", "0.02"),
    TO(Part.INTERVAL, "to", "a number that the hyperparameter may be, above from", "the last value", "0.2"),
    STEPS(Part.INTERVAL, "steps", new Integers(2, SweepDefinition.MAX_AXIS), "how many values, both ends included",
            "3"),
    SCALE(Part.INTERVAL, "scale", Choice.of("linear", "log"), "equal differences, or equal factors", "log",
            Optional.of("linear")),

    AT(Part.PROBES, "at", Hyperparameter.EPOCHS.range(),
            "an axis: epochs after which to measure, besides the last one", "[1, 5]", Optional.empty()),
    IMAGES(Part.PROBES, "images", new Integers(16, 1_000_000),
            "at most so many of the training set, on which the loss surface is probed", "1024",
            Optional.of(ProbePlan.DEFAULT_IMAGES)),
    /** A standard error takes two. */
    SAMPLES(Part.PROBES, "samples", new Integers(2, 10_000), "random vectors behind each estimate", "32",
            Optional.of(ProbePlan.DEFAULT_SAMPLES)),
    PROBE_RHO(Part.PROBES, "rho", Hyperparameter.RHO.range(),
            "radius in which flatness is measured; without it, each trial's own Σ, or "
                    + ProbePlan.RECIPE_RHO + " where it has none", "0.1", Optional.empty()),
    RECOMPUTE_STATISTICS(Part.PROBES, "recompute_statistics", new Flag(),
            "networks drawn from the posterior get BatchNorm statistics of their own", "true", Optional.of(false)),

    CUDA(Part.REQUIRES, "cuda", new Flag(),
            "whether the worker must have a CUDA device; without it, where gpu_memory_gib is given", "true",
            Optional.empty()),
    GPU_MEMORY(Part.REQUIRES, "gpu_memory_gib", new Reals(0, false, 10_000, true),
            "memory that its CUDA device must have, in GiB", "16", Optional.empty());

    /** The object of a definition in which a field stands. */
    enum Part {
        SWEEP,
        DATASET,
        MODEL,
        WIDE_RES_NET,
        VAE,
        METHOD,
        INTERVAL,
        PROBES,
        REQUIRES
    }

    private final Part part;
    private final String key;
    private final Optional<ValueRange> range;
    private final String allowed;
    private final String meaning;
    private final String example;
    private final boolean required;
    private final Optional<Object> defaultValue;

    DefinitionField(Part part, String key, ValueRange range, String meaning, String example) {
        this(part, key, Optional.of(range), range.describe(), meaning, example, true, Optional.empty());
    }

    DefinitionField(
            Part part, String key, ValueRange range, String meaning, String example, Optional<?> defaultValue) {
        this(part, key, Optional.of(range), range.describe(), meaning, example, false,
                defaultValue.map(value -> range.accept(value).orElseThrow()));
    }

    /** @param shape of objects and lists, which the reader checks in its own way */
    DefinitionField(Part part, String key, String shape, String meaning, String example) {
        this(part, key, Optional.empty(), shape, meaning, example, true, Optional.empty());
    }

    DefinitionField(
            Part part, String key, String shape, String meaning, String example, Optional<Object> defaultValue) {
        this(part, key, Optional.empty(), shape, meaning, example, false, defaultValue);
    }

    DefinitionField(Part part, String key, Optional<ValueRange> range, String allowed, String meaning, String example,
            boolean required, Optional<Object> defaultValue) {
        this.part = part;
        this.key = key;
        this.range = range;
        this.allowed = allowed;
        this.meaning = meaning;
        this.example = example;
        this.required = required;
        this.defaultValue = defaultValue;
    }

    /** The names of the fields of these parts. */
    static Set<String> keys(Part... parts) {
        Set<String> keys = new LinkedHashSet<>();
        Arrays.stream(values()).filter(field -> List.of(parts).contains(field.part)).forEach(f -> keys.add(f.key));
        return keys;
    }

    Part part() {
        return part;
    }

    String key() {
        return key;
    }

    /** @throws java.util.NoSuchElementException for an object */
    ValueRange range() {
        return range.orElseThrow();
    }

    /** What may stand there, for people. */
    String allowed() {
        return allowed;
    }

    String meaning() {
        return meaning;
    }

    /** A value as YAML writes it. */
    String example() {
        return example;
    }

    boolean isRequired() {
        return required;
    }

    Optional<Object> defaultValue() {
        return defaultValue;
    }
}
