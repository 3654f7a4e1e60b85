package org.flatsweep.training.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.flatsweep.domain.DatasetLayout;
import org.flatsweep.domain.DatasetSpec;
import org.flatsweep.training.DataMissingException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarPythonTest {

    private static final DatasetSpec CIFAR10 = new DatasetSpec("cifar10", 32, 0.1);
    private static final int RECORDS = 20;

    @TempDir
    Path directory;

    private Path damaged;

    @BeforeEach
    void writeCifar10() throws IOException {
        for (Path file : DatasetLayout.CIFAR10_PYTHON.files(directory)) {
            write(file, batch("labels", labels(10), RECORDS, 3072));
        }
        damaged = directory.resolve("cifar-10-batches-py/data_batch_3");
    }

    @Test
    void imagesAreWhatTheBinaryLayoutHolds() throws IOException {
        Dataset python = new Datasets(directory).load(CIFAR10);
        for (Path file : DatasetLayout.CIFAR10_BINARY.files(directory)) {
            write(file, binaryRecords());
        }

        Dataset binary = new Datasets(directory).load(CIFAR10);

        assertThat(binary.sha256()).as("the binary layout is preferred").isNotEqualTo(python.sha256());
        assertThat(python.train().pixels()).isEqualTo(binary.train().pixels());
        assertThat(python.train().labels()).isEqualTo(binary.train().labels());
        assertThat(python.test().pixels()).isEqualTo(binary.test().pixels());
        assertThat(python.flips()).isTrue();
    }

    @Test
    void cifar100LearnsTheFineLabel() throws IOException {
        write(directory.resolve("cifar-100-python/train"), batch("fine_labels", labels(2), RECORDS, 3072));
        write(directory.resolve("cifar-100-python/test"), batch("fine_labels", new int[] {99}, 1, 3072));

        Dataset cifar = new Datasets(directory).load(new DatasetSpec("cifar100", 32, 0.5));

        assertThat(new Datasets(directory).available()).contains("cifar10", "cifar100");
        assertThat(cifar.test().classes()).isEqualTo(100);
        assertThat(cifar.test().labels()).containsExactly(99);
    }

    @Test
    void aTruncatedFileIsNamed() throws IOException {
        byte[] whole = Files.readAllBytes(damaged);
        for (int length : new int[] {0, 1, 30, whole.length / 2, whole.length - 1}) {
            Files.write(damaged, Arrays.copyOf(whole, length));

            assertThatLoading().as("cut to %d bytes", length).hasMessageContaining("data_batch_3 cannot be unpickled");
        }
    }

    @Test
    void aFileThatIsNoPickleIsNamed() throws IOException {
        Files.writeString(damaged, "<html>Not found</html>");

        assertThatLoading().hasMessageContaining("data_batch_3 cannot be unpickled");
    }

    @Test
    void aLengthThatFitsInNoMemoryIsNoReasonToDie() throws IOException {
        Files.write(damaged, new byte[] {(byte) 0x80, 2, 'T', -1, -1, -1, 0x7f});

        assertThatLoading().hasMessageContaining("data_batch_3 cannot be unpickled");
    }

    @Test
    void aLabelOutOfRangeIsNamedWithItsRecord() throws IOException {
        int[] labels = labels(10);
        labels[7] = 10;
        Files.write(damaged, batch("labels", labels, RECORDS, 3072));

        assertThatLoading().hasMessageContaining("data_batch_3, record 7 has label 10; labels there are from 0 to 9");
    }

    @Test
    void aMissingLabelIsNamedWithItsRecord() throws IOException {
        Files.write(damaged, batch("labels", new int[] {1, 2, 3}, RECORDS, 3072));

        assertThatLoading().hasMessageContaining("data_batch_3 has 3 labels for 20 images; record 3");
    }

    @Test
    void imagesOfAnotherSizeAreRefused() throws IOException {
        Files.write(damaged, batch("labels", labels(10), RECORDS, 784));

        assertThatLoading().hasMessageContaining("a numpy array of shape [20, 784] as its data")
                .hasMessageContaining("n × 3072");
    }

    @Test
    void labelsUnderAnotherNameAreRefused() throws IOException {
        Files.write(damaged, batch("coarse_labels", labels(10), RECORDS, 3072));

        assertThatLoading().hasMessageContaining("data_batch_3 has no list of labels");
    }

    @Test
    void theMissingFileOfTheLayoutThatIsThereIsNamed() throws IOException {
        Files.delete(damaged);

        assertThatLoading().hasMessageContaining("cannot read " + damaged);
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertThatLoading() {
        return assertThatThrownBy(() -> new Datasets(directory).load(CIFAR10))
                .isInstanceOf(DataMissingException.class);
    }

    private static void write(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    private static int[] labels(int classes) {
        return IntStream.range(0, RECORDS).map(i -> i % classes).toArray();
    }

    private static byte pixel(int image, int index) {
        return (byte) (image * 31 + index * 7);
    }

    private static byte[] binaryRecords() {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (int i = 0; i < RECORDS; i++) {
            records.write(i % 10);
            for (int k = 0; k < 3072; k++) {
                records.write(pixel(i, k));
            }
        }
        return records.toByteArray();
    }

    /** As cPickle of Python 2 wrote the published files in protocol 2: every text and the pixels are byte strings. */
    private static byte[] batch(String labelsKey, int[] labels, int count, int size) {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.writeBytes(new byte[] {(byte) 0x80, 2, '}', '('});
        string(pickle, "batch_label");
        string(pickle, "training batch 3 of 5");
        string(pickle, labelsKey);
        pickle.writeBytes(new byte[] {']', '('});
        for (int label : labels) {
            pickle.writeBytes(new byte[] {'K', (byte) label});
        }
        pickle.write('e');
        string(pickle, "data");
        pickle.writeBytes("cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\u0085U\1b\u0087R(K\1"
                .getBytes(ISO_8859_1));
        integer(pickle, 'J', count);
        integer(pickle, 'J', size);
        pickle.writeBytes("\u0086cnumpy\ndtype\nU\2u1K\0K\1\u0087R(K\3U\1|NNNJ\u00ff\u00ff\u00ff\u00ffJ\u00ff\u00ff"
                .getBytes(ISO_8859_1));
        pickle.writeBytes("\u00ff\u00ffK\0tb\u0089".getBytes(ISO_8859_1));
        integer(pickle, 'T', count * size);
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < size; k++) {
                pickle.write(pixel(i, k));
            }
        }
        pickle.writeBytes("tbu.".getBytes(ISO_8859_1));
        return pickle.toByteArray();
    }

    private static void string(ByteArrayOutputStream pickle, String text) {
        pickle.write('U');
        pickle.write(text.length());
        pickle.writeBytes(text.getBytes(ISO_8859_1));
    }

    private static void integer(ByteArrayOutputStream pickle, char opcode, int value) {
        pickle.write(opcode);
        pickle.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    }
}
