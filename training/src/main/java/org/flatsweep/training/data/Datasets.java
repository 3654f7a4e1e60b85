package org.flatsweep.training.data;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import org.flatsweep.domain.DatasetSpec;
import org.flatsweep.training.BadConfigurationException;

/** The datasets of this machine. */
public final class Datasets {

    /** Fixed, so that trials of different seeds choose configurations by the same images. */
    private static final long VALIDATION_SPLIT_SEED = 1;

    private final Path directory;
    private DatasetSpec loadedSpec;
    private Dataset loaded;

    /** @param directory where CIFAR's folders are; it need not exist */
    public Datasets(Path directory) {
        this.directory = directory;
    }

    /** Names of the datasets whose files are here. */
    public Set<String> available() {
        Set<String> names = new LinkedHashSet<>();
        names.add("digits");
        if (Cifar.TEN.isIn(directory)) {
            names.add("cifar10");
        }
        if (Cifar.HUNDRED.isIn(directory)) {
            names.add("cifar100");
        }
        return names;
    }

    /**
     * Reads and splits a dataset; asked for the same again, answers from memory.
     *
     * @throws org.flatsweep.training.DataMissingException if a file is missing or damaged
     * @throws BadConfigurationException if there is no such dataset, or no image on one side of the split
     */
    public synchronized Dataset load(DatasetSpec spec) {
        if (!spec.equals(loadedSpec)) {
            loaded = split(source(spec), spec);
            loadedSpec = spec;
        }
        return loaded;
    }

    private Source source(DatasetSpec spec) {
        if (!DatasetSpec.RESOLUTIONS.containsKey(spec.name())
                || !DatasetSpec.RESOLUTIONS.get(spec.name()).contains(spec.resolution())) {
            throw new BadConfigurationException("dataset %s at resolution %d is not one of %s"
                    .formatted(spec.name(), spec.resolution(), DatasetSpec.RESOLUTIONS));
        }
        return switch (spec.name()) {
            case "digits" -> Digits.load(spec.resolution());
            case "cifar10" -> Cifar.TEN.load(directory);
            case "cifar100" -> Cifar.HUNDRED.load(directory);
            default -> throw new BadConfigurationException("dataset %s has no reader".formatted(spec.name()));
        };
    }

    private static Dataset split(Source source, DatasetSpec spec) {
        StratifiedSplit split =
                StratifiedSplit.of(source.train().labels(), spec.validation(), VALIDATION_SPLIT_SEED);
        if (split.kept().length == 0 || split.heldOut().length == 0) {
            throw new BadConfigurationException(
                    "validation %s of %d training images of %s leaves %d to train and %d to validate"
                            .formatted(spec.validation(), source.train().count(), spec.name(), split.kept().length,
                                    split.heldOut().length));
        }
        return new Dataset(source.train().select(split.kept()), source.train().select(split.heldOut()),
                source.test(), source.flips(), source.sha256());
    }
}
