package org.flatsweep.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.flatsweep.domain.DatasetSpec;
import org.flatsweep.training.DataMissingException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {

    private static final DatasetSpec MNIST = new DatasetSpec("mnist", 28, 0.5);
    private static final int IMAGES = 40;

    @TempDir
    Path directory;

    @BeforeEach
    void writeMnist() throws IOException {
        write("train-images-idx3-ubyte", images(IMAGES, 28));
        write("train-labels-idx1-ubyte", labels(IMAGES));
        write("t10k-images-idx3-ubyte", images(10, 28));
        write("t10k-labels-idx1-ubyte", labels(10));
    }

    @Test
    void imagesAndLabelsAreReadInOrder() {
        Dataset mnist = new Datasets(directory).load(MNIST);

        assertThat(mnist.train().count() + mnist.validation().count()).isEqualTo(IMAGES);
        assertThat(mnist.train().channels()).isEqualTo(1);
        assertThat(mnist.train().resolution()).isEqualTo(28);
        assertThat(mnist.test().labels()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(mnist.test().pixels()[784]).as("the second image's first pixel").isEqualTo((byte) 1);
        assertThat(mnist.flips()).as("a mirrored 2 is no 2").isFalse();
    }

    @Test
    void gzippedFilesHoldTheSameDataset() throws IOException {
        Dataset plain = new Datasets(directory).load(MNIST);
        for (String name : new String[] {"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
            "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"}) {
            Path file = directory.resolve("mnist").resolve(name);
            write(name + ".gz", gzip(Files.readAllBytes(file)));
            Files.delete(file);
        }

        Dataset gzipped = new Datasets(directory).load(MNIST);

        assertThat(new Datasets(directory).available()).contains("mnist");
        assertThat(gzipped.sha256()).isEqualTo(plain.sha256());
        assertThat(gzipped.train().pixels()).isEqualTo(plain.train().pixels());
        assertThat(gzipped.train().labels()).isEqualTo(plain.train().labels());
    }

    @Test
    void fashionMnistIsMirrored() throws IOException {
        Files.move(directory.resolve("mnist"), directory.resolve("fashion-mnist"));

        assertThat(new Datasets(directory).available()).contains("fashion_mnist").doesNotContain("mnist");
        assertThat(new Datasets(directory).load(new DatasetSpec("fashion_mnist", 28, 0.5)).flips()).isTrue();
    }

    @Test
    void resolution32IsAFrameOfZerosTwoPixelsWide() {
        Images framed = new Datasets(directory).load(new DatasetSpec("mnist", 32, 0.5)).test();

        assertThat(framed.resolution()).isEqualTo(32);
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 32; x++) {
                boolean inside = y >= 2 && y < 30 && x >= 2 && x < 30;
                assertThat(framed.pixels()[3 * 32 * 32 + y * 32 + x]).as("image 3, row %d, column %d", y, x)
                        .isEqualTo((byte) (inside ? 3 : 0));
            }
        }
    }

    @Test
    void aTruncatedFileIsNamedWithTheRecordThatIsCutOff() throws IOException {
        write("train-images-idx3-ubyte", Arrays.copyOf(images(IMAGES, 28), 16 + 5 * 784 + 1));

        assertThatLoading().hasMessageContaining("train-images-idx3-ubyte")
                .hasMessageContaining("40 records").hasMessageContaining("record 5 is cut off");
    }

    @Test
    void aTruncatedGzipFileIsNamedWithTheRecordThatIsCutOff() throws IOException {
        byte[] gzipped = gzip(images(IMAGES, 28));
        write("train-images-idx3-ubyte.gz", Arrays.copyOf(gzipped, gzipped.length / 2));

        assertThatLoading().hasMessageMatching(".*train-images-idx3-ubyte.gz .* record \\d+ is cut off.*");
    }

    @Test
    void aFileThatIsNotGzippedAsItsNameSaysIsNamed() throws IOException {
        write("train-images-idx3-ubyte.gz", images(IMAGES, 28));

        assertThatLoading().hasMessageContaining("train-images-idx3-ubyte.gz");
    }

    @Test
    void bytesAfterTheLastRecordAreRefused() throws IOException {
        write("t10k-labels-idx1-ubyte", Arrays.copyOf(labels(10), 8 + 10 + 3));

        assertThatLoading().hasMessageContaining("t10k-labels-idx1-ubyte has 3 bytes after the last of its records, 9");
    }

    @Test
    void aHeaderOfAnotherTypeIsRefused() throws IOException {
        write("train-images-idx3-ubyte", labels(IMAGES));

        assertThatLoading().hasMessageContaining("train-images-idx3-ubyte").hasMessageContaining("0x00000803");
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        write("train-labels-idx1-ubyte", new byte[0]);

        assertThatLoading().hasMessageContaining("train-labels-idx1-ubyte").hasMessageContaining("header");
    }

    @Test
    void imagesOfAnotherSizeAreRefused() throws IOException {
        write("train-images-idx3-ubyte", images(IMAGES, 27));

        assertThatLoading().hasMessageContaining("train-images-idx3-ubyte has images with a side of 27 pixels, not 28");
    }

    @Test
    void aNumberOfRecordsNoFileCanHaveIsRefused() throws IOException {
        byte[] labels = labels(IMAGES);
        labels[4] = -1;
        write("train-labels-idx1-ubyte", labels);

        assertThatLoading().hasMessageContaining("train-labels-idx1-ubyte");
    }

    @Test
    void moreLabelsThanImagesAreRefused() throws IOException {
        write("train-labels-idx1-ubyte", labels(IMAGES + 1));

        assertThatLoading().hasMessageContaining("train-labels-idx1-ubyte has 41 labels for the 40 images of");
    }

    @Test
    void aLabelOutOfRangeIsNamedWithItsRecord() throws IOException {
        byte[] labels = labels(IMAGES);
        labels[8 + 7] = 10;
        write("train-labels-idx1-ubyte", labels);

        assertThatLoading().hasMessageContaining("train-labels-idx1-ubyte, record 7 has label 10");
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertThatLoading() {
        return assertThatThrownBy(() -> new Datasets(directory).load(MNIST))
                .isInstanceOf(DataMissingException.class)
                .hasMessageContaining("./flatsweep data fetch mnist");
    }

    private void write(String name, byte[] content) throws IOException {
        Files.write(Files.createDirectories(directory.resolve("mnist")).resolve(name), content);
    }

    /** Image i is filled with i. */
    private static byte[] images(int count, int side) {
        ByteBuffer bytes = ByteBuffer.allocate(16 + count * side * side);
        bytes.putInt(0x803).putInt(count).putInt(side).putInt(side);
        for (int i = 0; i < count; i++) {
            byte[] image = new byte[side * side];
            Arrays.fill(image, (byte) i);
            bytes.put(image);
        }
        return bytes.array();
    }

    private static byte[] labels(int count) {
        ByteBuffer bytes = ByteBuffer.allocate(8 + count);
        bytes.putInt(0x801).putInt(count);
        for (int i = 0; i < count; i++) {
            bytes.put((byte) (i % 10));
        }
        return bytes.array();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream gzipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzipped)) {
            out.write(content);
        }
        return gzipped.toByteArray();
    }
}
