package org.flatsweep.training;

import static org.assertj.core.api.Assertions.assertThat;

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

class CheckpointsTest {

    private static final String IDENTITY = "a trial";

    @TempDir
    Path directory;

    @Test
    void aStateComesBackToTheBit() {
        float[] odd = {0f, -0f, Float.MIN_VALUE, Float.MAX_VALUE, 1 / 3f};
        attempt(1).write(IDENTITY, new TrainingState(4, 1.5, Map.of("lr", 0.1), Map.of("mean", odd)));

        TrainingState read = attempt(1).newest(IDENTITY).orElseThrow();

        assertThat(read.epoch()).isEqualTo(4);
        assertThat(read.trainSeconds()).isEqualTo(1.5);
        assertThat(read.metrics()).isEqualTo(Map.of("lr", 0.1));
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
    void keepsTheLastTwo() throws IOException {
        for (int epoch = 8; epoch <= 11; epoch++) {
            attempt(1).write(IDENTITY, state(epoch));
        }

        assertThat(files()).containsExactly("attempt-1-epoch-10.ckpt", "attempt-1-epoch-11.ckpt");
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

        assertThat(new Checkpoints(directory, 7, 3, 2, 3).newest(IDENTITY)).map(TrainingState::epoch).contains(3);
        assertThat(new Checkpoints(directory, 7, 3, 1, 4).newest(IDENTITY)).map(TrainingState::epoch).contains(4);
        assertThat(new Checkpoints(directory, 7, 3, 2, 2).newest(IDENTITY)).isEmpty();
        assertThat(new Checkpoints(directory, 7, 3, 0, 0).newest(IDENTITY)).isEmpty();
    }

    @Test
    void aDamagedFileGivesWayToTheOneBefore() throws IOException {
        attempt(1).write(IDENTITY, state(1));
        Path newest = attempt(1).write(IDENTITY, state(2)).file();
        byte[] bytes = Files.readAllBytes(newest);
        bytes[bytes.length / 2] ^= 1;
        Files.write(newest, bytes);

        assertThat(attempt(2).newest(IDENTITY)).map(TrainingState::epoch).contains(1);
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

    private static TrainingState state(int epoch) {
        return new TrainingState(epoch, epoch, Map.of("lr", 0.1), Map.of("mean", new float[] {1, 2}));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("trial-7"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
