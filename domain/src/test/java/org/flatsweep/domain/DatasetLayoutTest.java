package org.flatsweep.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetLayoutTest {

    @TempDir
    Path directory;

    @Test
    void everyLayoutBelongsToADatasetThatSweepsCanName() {
        assertThat(Arrays.stream(DatasetLayout.values()).map(DatasetLayout::dataset))
                .isSubsetOf(DatasetSpec.RESOLUTIONS.keySet());
    }

    @Test
    void aDatasetIsThereOnceItsLastFileIs() throws IOException {
        Files.createDirectories(directory.resolve("cifar-100-python"));
        Files.createFile(directory.resolve("cifar-100-python/train"));
        assertThat(DatasetLayout.complete("cifar100", directory)).isEmpty();

        Files.createFile(directory.resolve("cifar-100-python/test"));
        assertThat(DatasetLayout.complete("cifar100", directory)).contains(DatasetLayout.CIFAR100_PYTHON);
    }

    @Test
    void theBinaryLayoutIsPreferredToThePythonOne() throws IOException {
        create(DatasetLayout.CIFAR10_PYTHON, "");
        create(DatasetLayout.CIFAR10_BINARY, "");

        assertThat(DatasetLayout.complete("cifar10", directory)).contains(DatasetLayout.CIFAR10_BINARY);
    }

    @Test
    void aFileMayBeGzipped() throws IOException {
        create(DatasetLayout.FASHION_MNIST, ".gz");

        assertThat(DatasetLayout.complete("fashion_mnist", directory)).contains(DatasetLayout.FASHION_MNIST);
        assertThat(DatasetLayout.FASHION_MNIST.trainFiles(directory)).containsExactly(
                directory.resolve("fashion-mnist/train-images-idx3-ubyte.gz"),
                directory.resolve("fashion-mnist/train-labels-idx1-ubyte.gz"));
    }

    private void create(DatasetLayout layout, String suffix) throws IOException {
        Files.createDirectories(layout.folder(directory));
        for (Path file : layout.files(directory)) {
            Files.createFile(file.resolveSibling(file.getFileName() + suffix));
        }
    }
}
