package org.flatsweep.domain;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a dataset's files are named as its authors publish them, in a folder below the datasets directory. Where a
 * dataset has two layouts, the first is preferred. Any file may also be gzipped, with {@code .gz} after its name.
 */
public enum DatasetLayout {
    CIFAR10_BINARY(
            "cifar10",
            "cifar-10-batches-bin",
            List.of("data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"),
            List.of("test_batch.bin")),
    CIFAR10_PYTHON(
            "cifar10",
            "cifar-10-batches-py",
            List.of("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5"),
            List.of("test_batch")),
    CIFAR100_BINARY("cifar100", "cifar-100-binary", List.of("train.bin"), List.of("test.bin")),
    CIFAR100_PYTHON("cifar100", "cifar-100-python", List.of("train"), List.of("test")),
    MNIST(
            "mnist",
            "mnist",
            List.of("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
            List.of("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")),
    FASHION_MNIST("fashion_mnist", "fashion-mnist", MNIST.trainFiles, MNIST.testFiles);

    private final String dataset;
    private final String folder;
    private final List<String> trainFiles;
    private final List<String> testFiles;

    DatasetLayout(String dataset, String folder, List<String> trainFiles, List<String> testFiles) {
        this.dataset = dataset;
        this.folder = folder;
        this.trainFiles = trainFiles;
        this.testFiles = testFiles;
    }

    /** Every layout of a dataset, the preferred one first; none for datasets without files. */
    public static List<DatasetLayout> of(String dataset) {
        return Stream.of(values()).filter(layout -> layout.dataset.equals(dataset)).toList();
    }

    /** The preferred layout of which every file is there. */
    public static Optional<DatasetLayout> complete(String dataset, Path datasets) {
        return of(dataset).stream().filter(layout -> layout.firstMissing(datasets).isEmpty()).findFirst();
    }

    /** Name of the dataset, as {@link DatasetSpec#name()}. */
    public String dataset() {
        return dataset;
    }

    public Path folder(Path datasets) {
        return datasets.resolve(folder);
    }

    /** In the order of the images; the labels of an image file follow it. */
    public List<Path> trainFiles(Path datasets) {
        return trainFiles.stream().map(name -> file(datasets, name)).toList();
    }

    /** As {@link #trainFiles}. */
    public List<Path> testFiles(Path datasets) {
        return testFiles.stream().map(name -> file(datasets, name)).toList();
    }

    public List<Path> files(Path datasets) {
        return Stream.concat(trainFiles(datasets).stream(), testFiles(datasets).stream()).toList();
    }

    /** Empty where the layout is complete. */
    public Optional<Path> firstMissing(Path datasets) {
        return files(datasets).stream().filter(file -> !Files.isRegularFile(file)).findFirst();
    }

    private Path file(Path datasets, String name) {
        Path gzipped = folder(datasets).resolve(name + ".gz");
        return Files.isRegularFile(gzipped) ? gzipped : folder(datasets).resolve(name);
    }
}
