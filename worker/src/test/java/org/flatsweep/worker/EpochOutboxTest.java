package org.flatsweep.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.flatsweep.training.Checkpoint;
import org.flatsweep.training.CheckpointWriteException;
import org.flatsweep.worker.EpochOutbox.Epoch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class EpochOutboxTest {

    @TempDir
    private Path directory;

    private final List<Epoch> delivered = new CopyOnWriteArrayList<>();
    /** One for each delivery that the database would accept. */
    private final Semaphore reachable = new Semaphore(0);

    private EpochOutbox outbox(int capacity) {
        return new EpochOutbox(epoch -> {
            try {
                reachable.acquire();
            } catch (InterruptedException e) {
                throw new IllegalStateException("closed", e);
            }
            delivered.add(epoch);
        }, capacity, spill());
    }

    private Path spill() {
        return directory.resolve("checkpoints").resolve("undelivered");
    }

    private static Epoch epoch(int number) {
        Checkpoint checkpoint = new Checkpoint(number, 0, Path.of("/checkpoints/epoch-" + number), "sha", number);
        return new Epoch(number, Map.of("train_loss", 1.0 / number), Optional.of(checkpoint).filter(c -> number % 2 == 0));
    }

    private static List<Epoch> epochs(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(EpochOutboxTest::epoch).toList();
    }

    @Test
    void takesEpochsWithoutWaitingForTheirDelivery() {
        try (EpochOutbox outbox = outbox(100)) {
            epochs(1, 20).forEach(outbox::add);
            assertThat(delivered).isEmpty();

            reachable.release(20);
            outbox.flush();
            assertThat(delivered).isEqualTo(epochs(1, 20));
            assertThat(spill()).doesNotExist();
        }
    }

    @Test
    void keepsInAFileWhatMemoryDoesNotHoldAndDeliversAllInOrder() {
        try (EpochOutbox outbox = outbox(2)) {
            epochs(1, 9).forEach(outbox::add);
            assertThat(spill()).isNotEmptyFile();
            reachable.release(9);
            outbox.flush();
            assertThat(spill()).doesNotExist();

            epochs(10, 15).forEach(outbox::add);
            reachable.release(6);
            outbox.flush();
        }
        assertThat(delivered).isEqualTo(epochs(1, 15));
    }

    @Test
    void keepsTheOrderWhileTheFileEmptiesAndFills() {
        try (EpochOutbox outbox = outbox(1)) {
            for (int i = 1; i <= 200; i++) {
                outbox.add(epoch(i));
                if (i % 3 != 0) {
                    reachable.release();
                }
            }
            reachable.release(200);
            outbox.flush();
        }
        assertThat(delivered).isEqualTo(epochs(1, 200));
    }

    @Test
    void tellsTheTrainingThatTheLeaseIsLost() {
        LeaseLostException lost = new LeaseLostException(new Fence(1, 1));
        try (EpochOutbox outbox = new EpochOutbox(epoch -> {
            throw lost;
        }, 2, spill())) {
            outbox.add(epoch(1));

            assertThatThrownBy(outbox::flush).isSameAs(lost);
            assertThatThrownBy(() -> outbox.add(epoch(2))).isSameAs(lost);
            assertThat(outbox.failed()).isTrue();
        }
    }

    @Test
    void leavesNoFileBehindWhenItIsClosedEarly() {
        try (EpochOutbox outbox = outbox(1)) {
            epochs(1, 9).forEach(outbox::add);
            assertThat(Files.exists(spill())).isTrue();
            reachable.release(1);
        }
        assertThat(spill()).doesNotExist();
    }

    @Test
    void deliversWhatItHasWhereTheFileCannotBeMade() throws IOException {
        Files.createDirectories(spill().resolve("in its place"));

        deliversWhatItHas();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void deliversWhatItHasWhereTheDiskIsFull() throws IOException {
        Files.createDirectories(spill().getParent());
        Files.createSymbolicLink(spill(), Path.of("/dev/full"));

        deliversWhatItHas();
        assertThat(spill()).doesNotExist();
    }

    private void deliversWhatItHas() {
        List<Epoch> added = new ArrayList<>();
        try (EpochOutbox outbox = outbox(2)) {
            assertThatThrownBy(() -> epochs(1, 9).forEach(epoch -> {
                outbox.add(epoch);
                added.add(epoch);
            })).isInstanceOf(CheckpointWriteException.class);
            reachable.release(9);
            outbox.flush();
        }
        assertThat(delivered).isNotEmpty().isEqualTo(added);
    }
}
