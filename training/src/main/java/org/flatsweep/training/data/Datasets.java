package org.flatsweep.training.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.flatsweep.domain.DatasetLayout;
import org.flatsweep.domain.DatasetSpec;
import org.flatsweep.domain.Sha256;
import org.flatsweep.training.BadConfigurationException;

/** The datasets of this machine. */
public final class Datasets {

    /** Fixed, so that trials of different seeds choose configurations by the same images. */
    private static final long VALIDATION_SPLIT_SEED = 1;

    private final Path directory;
    private DatasetSpec loadedSpec;
    private Dataset loaded;

    /** @param directory where the datasets' folders are; it need not exist */
    public Datasets(Path directory) {
        this.directory = directory;
    }

    /** Names of the datasets that need no files, or whose files are all here. */
    public Set<String> available() {
        Set<String> names = new TreeSet<>(DatasetSpec.RESOLUTIONS.keySet());
        names.removeIf(name -> !DatasetLayout.of(name).isEmpty()
                && DatasetLayout.complete(name, directory).isEmpty());
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
            case "synthetic" -> Synthetic.make(spec.resolution());
            default -> read(layout(spec.name()), spec.resolution());
        };
    }

    /** Where no layout is complete, the one whose missing file is worth naming. */
    private DatasetLayout layout(String name) {
        List<DatasetLayout> layouts = DatasetLayout.of(name);
        return DatasetLayout.complete(name, directory)
                .or(() -> layouts.stream().filter(layout -> Files.exists(layout.folder(directory))).findFirst())
                .orElse(layouts.get(0));
    }

    private Source read(DatasetLayout layout, int resolution) {
        List<DataFile> train = files(layout.trainFiles(directory), layout);
        List<DataFile> test = files(layout.testFiles(directory), layout);
        ImageReader reader = reader(layout);
        byte[][] contents = Stream.concat(train.stream(), test.stream()).map(DataFile::content).toArray(byte[][]::new);
        return new Source(reader.read(train).padded(resolution), reader.read(test).padded(resolution),
                layout != DatasetLayout.MNIST, Sha256.of(contents));
    }

    private static List<DataFile> files(List<Path> paths, DatasetLayout layout) {
        return paths.stream().map(path -> DataFile.read(path, layout.dataset())).toList();
    }

    private static ImageReader reader(DatasetLayout layout) {
        return switch (layout) {
            case CIFAR10_BINARY -> new CifarBinary(List.of(10));
            case CIFAR10_PYTHON -> new CifarPython("labels", 10);
            case CIFAR100_BINARY -> new CifarBinary(List.of(20, 100));
            case CIFAR100_PYTHON -> new CifarPython("fine_labels", 100);
            case MNIST, FASHION_MNIST -> new Idx();
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
