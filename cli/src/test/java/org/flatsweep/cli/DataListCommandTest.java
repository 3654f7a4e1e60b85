package org.flatsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataListCommandTest {

    @TempDir
    Path datasets;

    @Test
    void showsSizeAndPlaceOfADatasetThatIsHere() throws IOException {
        write("cifar-100-python/train", 1_500_000);
        write("cifar-100-python/test", 100_000);

        assertThat(DataListCommand.state("cifar100", datasets))
                .isEqualTo("1.6 MB in 2 files in " + datasets.resolve("cifar-100-python"));
    }

    @Test
    void namesTheMissingFileOfAnIncompleteDataset() throws IOException {
        write("cifar-100-binary/train.bin", 1);

        assertThat(DataListCommand.state("cifar100", datasets))
                .isEqualTo("incomplete: %s is missing", datasets.resolve("cifar-100-binary/test.bin"));
    }

    @Test
    void saysHowToGetADatasetThatIsNotHere() {
        assertThat(DataListCommand.state("fashion_mnist", datasets))
                .isEqualTo("not here; ./flatsweep data fetch fashion_mnist gets it");
    }

    @Test
    void datasetsWithoutFilesAreAlwaysHere() {
        assertThat(DataListCommand.state("digits", datasets)).startsWith("always here");
    }

    private void write(String file, int size) throws IOException {
        Files.createDirectories(datasets.resolve(file).getParent());
        Files.write(datasets.resolve(file), new byte[size]);
    }
}
