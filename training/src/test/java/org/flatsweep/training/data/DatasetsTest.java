package org.flatsweep.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.flatsweep.domain.DatasetSpec;
import org.flatsweep.training.BadConfigurationException;
import org.flatsweep.training.DataMissingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsTest {

    private static final DatasetSpec DIGITS = new DatasetSpec("digits", 16, 0.1);
    private static final DatasetSpec CIFAR10 = new DatasetSpec("cifar10", 32, 0.1);
    private static final DatasetSpec CIFAR100 = new DatasetSpec("cifar100", 32, 0.1);
    private static final Path DEVELOPMENT_COPY = Path.of("..", "..", "shared", "data");

    @TempDir
    Path directory;

    @Test
    void onlyTheDigitsAndTheSyntheticImagesAreThereWithoutFiles() {
        assertThat(new Datasets(directory.resolve("absent")).available()).containsExactly("digits", "synthetic");
    }

    @Test
    void digitsAreSplitIntoDisjointStratifiedParts() {
        Dataset digits = new Datasets(directory).load(DIGITS);

        int train = digits.train().count();
        int validation = digits.validation().count();
        int test = digits.test().count();
        assertThat(train + validation + test).isEqualTo(1797);
        assertThat(test / 1797.0).isBetween(0.19, 0.21);
        assertThat(validation / (double) (train + validation)).isBetween(0.09, 0.11);
        for (int digit = 0; digit < 10; digit++) {
            assertThat(share(digits.test(), digit)).isBetween(0.08, 0.12);
            assertThat(share(digits.validation(), digit)).isBetween(0.08, 0.12);
        }
    }

    @Test
    void anotherValidationFractionLeavesTheTestImagesAlone() {
        Datasets datasets = new Datasets(directory);

        Images some = datasets.load(DIGITS).test();
        Images same = datasets.load(new DatasetSpec("digits", 16, 0.3)).test();

        assertThat(same.pixels()).isEqualTo(some.pixels());
    }

    @Test
    void upsamplingToTheCentresKeepsTheMeanBrightness() {
        Images small = new Datasets(directory).load(DIGITS).train();
        Images large = new Datasets(directory).load(new DatasetSpec("digits", 32, 0.1)).train();

        assertThat(large.pixels()).hasSize(4 * small.pixels().length);
        assertThat(meanBrightness(large) / meanBrightness(small)).isBetween(0.99, 1.01);
    }

    @Test
    void cifar10FilesOfAnyNumberOfRecordsBecomeImages() throws IOException {
        writeCifar10(40);

        Datasets datasets = new Datasets(directory);
        Dataset cifar = datasets.load(CIFAR10);

        assertThat(datasets.available()).contains("cifar10").doesNotContain("cifar100");
        assertThat(cifar.train().count() + cifar.validation().count()).isEqualTo(5 * 40);
        assertThat(cifar.test().count()).isEqualTo(40);
        assertThat(cifar.flips()).isTrue();
        assertThat(cifar.test().labels()).startsWith(0, 1, 2);
        assertThat(cifar.test().pixels()[3072]).as("the second image's first pixel").isEqualTo((byte) 1);
    }

    @Test
    void cifar100LearnsTheFineLabel() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("cifar-100-binary"));
        Files.write(folder.resolve("train.bin"), records(1000, i -> new byte[] {(byte) (i % 20), (byte) (i % 100)}));
        Files.write(folder.resolve("test.bin"), records(1, i -> new byte[] {19, 99}));

        Dataset cifar = new Datasets(directory).load(CIFAR100);

        assertThat(cifar.train().classes()).isEqualTo(100);
        assertThat(cifar.test().labels()).containsExactly(99);
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        writeCifar10(1);
        Files.delete(directory.resolve("cifar-10-batches-bin/data_batch_4.bin"));

        assertThatThrownBy(() -> new Datasets(directory).load(CIFAR10))
                .isInstanceOf(DataMissingException.class)
                .hasMessageContaining("data_batch_4.bin")
                .hasMessageContaining("./flatsweep data fetch cifar10");
        assertThat(new Datasets(directory).available()).doesNotContain("cifar10");
    }

    @Test
    void aTruncatedFileIsNamedWithTheRecordThatIsCutOff() throws IOException {
        writeCifar10(10);
        Path file = directory.resolve("cifar-10-batches-bin/data_batch_2.bin");
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 3 * 3073 + 5));

        assertThatThrownBy(() -> new Datasets(directory).load(CIFAR10))
                .isInstanceOf(DataMissingException.class)
                .hasMessageContaining("data_batch_2.bin")
                .hasMessageContaining("record 3");
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        writeCifar10(10);
        Files.write(directory.resolve("cifar-10-batches-bin/test_batch.bin"), new byte[0]);

        assertThatThrownBy(() -> new Datasets(directory).load(CIFAR10))
                .isInstanceOf(DataMissingException.class)
                .hasMessageContaining("test_batch.bin");
    }

    @Test
    void aLabelOutOfRangeIsNamedWithItsRecord() throws IOException {
        writeCifar10(10);
        Path file = directory.resolve("cifar-10-batches-bin/data_batch_1.bin");
        byte[] bytes = Files.readAllBytes(file);
        bytes[7 * 3073] = (byte) 200;
        Files.write(file, bytes);

        assertThatThrownBy(() -> new Datasets(directory).load(CIFAR10))
                .isInstanceOf(DataMissingException.class)
                .hasMessageContaining("data_batch_1.bin, record 7 has label 200");
    }

    @Test
    void aSplitThatLeavesNothingToValidateIsRefused() throws IOException {
        writeCifar10(1);

        assertThatThrownBy(() -> new Datasets(directory).load(new DatasetSpec("cifar10", 32, 0.05)))
                .isInstanceOf(BadConfigurationException.class)
                .hasMessageContaining("validation 0.05 of 5 training images");
    }

    @Test
    void anUnknownResolutionIsRefused() {
        assertThatThrownBy(() -> new Datasets(directory).load(new DatasetSpec("digits", 17, 0.1)))
                .isInstanceOf(BadConfigurationException.class)
                .hasMessageContaining("resolution 17");
    }

    @Test
    void thePublishedCifar10FilesCanBeRead() {
        assumeTrue(Files.isDirectory(DEVELOPMENT_COPY), () -> "no datasets in " + DEVELOPMENT_COPY.toAbsolutePath());

        Dataset cifar = new Datasets(DEVELOPMENT_COPY).load(CIFAR10);

        assertThat(cifar.train().labels()).contains(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(cifar.validation().count() / (double) (cifar.train().count() + cifar.validation().count()))
                .isBetween(0.09, 0.11);
        assertThat(meanBrightness(cifar.train())).as("of all channels, on the scale to 255").isBetween(110.0, 130.0);
    }

    private void writeCifar10(int records) throws IOException {
        Path folder = Files.createDirectories(directory.resolve("cifar-10-batches-bin"));
        for (String file : List.of("data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin",
                "data_batch_5.bin", "test_batch.bin")) {
            Files.write(folder.resolve(file), records(records, i -> new byte[] {(byte) (i % 10)}));
        }
    }

    private interface Labels {
        byte[] of(int record);
    }

    private static byte[] records(int count, Labels labels) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            byte[] pixels = new byte[3072];
            Arrays.fill(pixels, (byte) i);
            records.writeBytes(labels.of(i));
            records.writeBytes(pixels);
        }
        return records.toByteArray();
    }

    private static double share(Images images, int label) {
        return (double) IntStream.of(images.labels()).filter(l -> l == label).count() / images.count();
    }

    private static double meanBrightness(Images images) {
        long sum = 0;
        for (byte pixel : images.pixels()) {
            sum += pixel & 0xff;
        }
        return (double) sum / images.pixels().length;
    }
}
