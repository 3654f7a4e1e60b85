package org.flatsweep.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointsTest {

    private static final String IDENTITY = "a trial";

    @TempDir
    Path directory;

    @Test
    void aStateComesBackToTheBit() {
        float[] odd = {0f, -0f, Float.MIN_VALUE, Float.MAX_VALUE, 1 / 3f};
        EpochSums sums = new EpochSums(3, 0.25, 2.5, 1e-3, Map.of("accuracy", 96.0, "kl", 1 / 3.0));
        attempt(1).write(IDENTITY, new TrainingState(4, 1.5, Map.of("lr", 0.1), sums, Map.of("mean", odd)));

        TrainingState read = attempt(1).newest(IDENTITY).orElseThrow();

        assertThat(read.epoch()).isEqualTo(4);
        assertThat(read.trainSeconds()).isEqualTo(1.5);
        assertThat(read.metrics()).isEqualTo(Map.of("lr", 0.1));
        assertThat(read.sums()).isEqualTo(sums);
        assertThat(read.vectors()).containsOnlyKeys("mean");
        assertThat(read.vectors().get("mean")).usingComparatorWithPrecision(0f).containsExactly(odd);
        assertThat(1 / read.vectors().get("mean")[1]).isEqualTo(Float.NEGATIVE_INFINITY);
    }

    @Test
    void tellsWhereTheFileIsAndWhatItsChecksumIs() throws Exception {
        Checkpoint checkpoint = attempt(3).write(IDENTITY, state(2));

        byte[] bytes = Files.readAllBytes(checkpoint.file());
        assertThat(checkpoint.file()).isEqualTo(directory.resolve("trial-7/attempt-3-epoch-2.ckpt"));
        assertThat(checkpoint.bytes()).isEqualTo(bytes.length);
        assertThat(checkpoint.sha256())
                .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    }

    @Test
    void theNameOfAStopWithinAnEpochHasItsStep() {
        Checkpoint checkpoint = attempt(3).write(IDENTITY, state(2, 17));

        assertThat(checkpoint.file()).isEqualTo(directory.resolve("trial-7/attempt-3-epoch-2-step-17.ckpt"));
        assertThat(checkpoint.epoch()).isEqualTo(2);
        assertThat(checkpoint.step()).isEqualTo(17);
    }

    @Test
    void moreStepsOfAnEpochAreNewerAndItsEndIsNewest() throws IOException {
        attempt(1).write(IDENTITY, state(9, 0));
        attempt(2).write(IDENTITY, state(9, 9));
        attempt(3).write(IDENTITY, state(9, 10));
        assertThat(files()).containsExactly("attempt-2-epoch-9-step-9.ckpt", "attempt-3-epoch-9-step-10.ckpt");

        attempt(3).write(IDENTITY, state(10, 0));
        assertThat(files()).containsExactly("attempt-3-epoch-10.ckpt", "attempt-3-epoch-9-step-10.ckpt");
        assertThat(attempt(4).newest(IDENTITY)).map(TrainingState::epoch).contains(10);
    }

    @Test
    void keepsTheLastTwo() throws IOException {
        for (int epoch = 8; epoch <= 11; epoch++) {
            attempt(1).write(IDENTITY, state(epoch));
        }

        assertThat(files()).containsExactly("attempt-1-epoch-10.ckpt", "attempt-1-epoch-11.ckpt");
    }

    @Test
    void keepsTheOneThatIsRecordedTooSinceTheNextAttemptResumesFromIt() throws IOException {
        attempt(1).write(IDENTITY, state(1));
        Checkpoints second = new Checkpoints(directory, 7, 2, 1, 1, 0);
        second.newest(IDENTITY);
        for (int epoch = 2; epoch <= 5; epoch++) {
            Checkpoint written = second.write(IDENTITY, state(epoch));
            if (epoch == 3) {
                assertThat(files()).contains("attempt-1-epoch-1.ckpt");
                second.recorded(written);
            }
        }

        assertThat(files()).containsExactly(
                "attempt-2-epoch-3.ckpt", "attempt-2-epoch-4.ckpt", "attempt-2-epoch-5.ckpt");
    }

    /** They are of another database, or of what a restore has undone. */
    @Test
    void keepsItsOwnLastTwoWhereOthersOfItsNumberAreFurther() throws IOException {
        attempt(1).write("another trial", state(8));
        attempt(1).write("another trial", state(9));
        for (int epoch = 1; epoch <= 3; epoch++) {
            assertThat(attempt(1).write(IDENTITY, state(epoch)).file()).exists();
        }

        assertThat(files()).containsExactly("attempt-1-epoch-2.ckpt", "attempt-1-epoch-3.ckpt",
                "attempt-1-epoch-8.ckpt", "attempt-1-epoch-9.ckpt");
        assertThat(recorded(1, 3, 0).newest(IDENTITY)).map(TrainingState::epoch).contains(3);

        for (int epoch = 4; epoch <= 9; epoch++) {
            attempt(1).write(IDENTITY, state(epoch));
        }
        assertThat(files()).containsExactly("attempt-1-epoch-8.ckpt", "attempt-1-epoch-9.ckpt");
        assertThat(attempt(2).newest(IDENTITY)).map(TrainingState::epoch).contains(9);
    }

    @Test
    void aLaterAttemptResumesFromAnEarlierOne() {
        attempt(1).write(IDENTITY, state(5));

        assertThat(attempt(2).newest(IDENTITY)).map(TrainingState::epoch).contains(5);
    }

    @Test
    void aStaleAttemptNeitherDeletesNorHidesWhatALaterOneWrote() throws IOException {
        attempt(2).write(IDENTITY, state(3));
        for (int epoch = 4; epoch <= 6; epoch++) {
            attempt(1).write(IDENTITY, state(epoch));
        }
        attempt(1).deleteAll();

        assertThat(files()).containsExactly("attempt-2-epoch-3.ckpt");
        assertThat(attempt(3).newest(IDENTITY)).map(TrainingState::epoch).contains(3);
    }

    @Test
    void resumesOnlyFromWhatWasRecorded() {
        attempt(1).write(IDENTITY, state(4));
        attempt(2).write(IDENTITY, state(3));

        assertThat(recorded(2, 3, 0).newest(IDENTITY)).map(TrainingState::epoch).contains(3);
        assertThat(recorded(1, 4, 0).newest(IDENTITY)).map(TrainingState::epoch).contains(4);
        assertThat(recorded(2, 2, 0).newest(IDENTITY)).isEmpty();
        assertThat(recorded(2, 2, 9).newest(IDENTITY)).isEmpty();
        assertThat(recorded(0, 0, 0).newest(IDENTITY)).isEmpty();
    }

    @Test
    void resumesWithinAnEpochOnlyFromAStepThatWasRecorded() {
        attempt(1).write(IDENTITY, state(4, 0));
        attempt(1).write(IDENTITY, state(4, 20));

        assertThat(recorded(1, 4, 0).newest(IDENTITY)).map(TrainingState::step).contains(0);
        assertThat(recorded(1, 4, 19).newest(IDENTITY)).map(TrainingState::step).contains(0);
        assertThat(recorded(1, 4, 20).newest(IDENTITY)).map(TrainingState::step).contains(20);
        assertThat(recorded(1, 5, 0).newest(IDENTITY)).map(TrainingState::step).contains(20);
        assertThat(recorded(1, 3, 20).newest(IDENTITY)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"2, 0", "1, 5"})
    void aDamagedFileGivesWayToTheOneBefore(int epoch, int step) throws IOException {
        attempt(1).write(IDENTITY, state(1));
        Path newest = attempt(1).write(IDENTITY, state(epoch, step)).file();
        byte[] bytes = Files.readAllBytes(newest);
        bytes[bytes.length / 2] ^= 1;
        Files.write(newest, bytes);

        assertThat(attempt(2).newest(IDENTITY)).get().usingRecursiveComparison().isEqualTo(state(1));
    }

    @Test
    void readsWhatVersion1WroteAtTheEndOfAnEpoch() throws Exception {
        write(directory.resolve("trial-7/attempt-1-epoch-4.ckpt"), 1);

        assertThat(attempt(2).newest(IDENTITY)).get().usingRecursiveComparison().isEqualTo(state(4));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void aFileOfAVersionThatIsNotKnownIsSkipped(int version) throws Exception {
        write(directory.resolve("trial-7/attempt-1-epoch-4.ckpt"), version);

        assertThat(attempt(2).newest(IDENTITY)).isEmpty();
    }

    @Test
    void aFileCutOffAnywhereIsSkipped() throws IOException {
        Path file = attempt(1).write(IDENTITY, state(1)).file();
        byte[] bytes = Files.readAllBytes(file);
        for (int length = 0; length < bytes.length; length++) {
            Files.write(file, Arrays.copyOf(bytes, length));

            assertThat(attempt(2).newest(IDENTITY)).as("%d of %d bytes", length, bytes.length).isEmpty();
        }
    }

    @Test
    void aForeignFileIsSkipped() {
        attempt(1).write("another trial", state(1));

        assertThat(attempt(1).newest(IDENTITY)).isEmpty();
    }

    @Test
    void anUnfinishedFileIsNoCheckpointAndGoesWithTheRest() throws IOException {
        Path file = attempt(1).write(IDENTITY, state(1)).file();
        Files.move(file, Path.of(file + ".tmp"));

        assertThat(attempt(2).newest(IDENTITY)).isEmpty();
        attempt(2).deleteAll();
        assertThat(directory.resolve("trial-7")).doesNotExist();
    }

    @Test
    void thereIsNothingToResumeOrDeleteAtFirst() {
        assertThat(attempt(1).newest(IDENTITY)).isEmpty();
        attempt(1).deleteAll();
    }

    private Checkpoints attempt(int attempt) {
        return new Checkpoints(directory, 7, attempt);
    }

    private Checkpoints recorded(int attempt, int epoch, int step) {
        return new Checkpoints(directory, 7, 3, attempt, epoch, step);
    }

    private static TrainingState state(int epoch) {
        return state(epoch, 0);
    }

    private static TrainingState state(int epoch, int step) {
        EpochSums sums = new EpochSums(step, step, step, step, step == 0 ? Map.of() : Map.of("accuracy", 1.0));
        return new TrainingState(epoch, epoch, Map.of("lr", 0.1), sums, Map.of("mean", new float[] {1, 2}));
    }

    /** {@code state(4)} as version 1 had it. */
    private static void write(Path file, int version) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(0x464c5357);
        out.writeInt(version);
        out.writeUTF(IDENTITY);
        out.writeInt(4);
        out.writeDouble(4);
        out.writeInt(1);
        out.writeUTF("lr");
        out.writeDouble(0.1);
        out.writeInt(1);
        out.writeUTF("mean");
        out.writeInt(2);
        for (float value : new float[] {1, 2}) {
            out.writeInt(Integer.reverseBytes(Float.floatToRawIntBits(value)));
        }
        out.write(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
        Files.createDirectories(file.getParent());
        Files.write(file, bytes.toByteArray());
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("trial-7"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
