package org.flatsweep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.flatsweep.database.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class CheckpointRetentionTest {

    private static final Duration WEEK = Duration.ofDays(7);

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @TempDir
    private Path checkpoints;

    private QueueRows rows;
    private long trial;

    @BeforeEach
    void makeTrial() {
        rows = new QueueRows(DATABASE);
        trial = rows.trial(rows.sweep(3), 0);
    }

    @AfterEach
    void disconnect() {
        rows.close();
    }

    private void run() {
        new CheckpointRetention(rows.asWorker(), AliceSettings.in(checkpoints)).run();
    }

    /** By the database's clock. */
    private void failed(Duration ago) {
        rows.database().sql("update trial set state = 'FAILED', finished_at = now() - :ago * interval '1 second'")
                .param("ago", ago.toSeconds())
                .update();
    }

    private Path directory(String name, Duration untouched) throws IOException {
        Path directory = Files.createDirectories(checkpoints.resolve(name));
        Files.createFile(directory.resolve("attempt-1-epoch-1.ckpt"));
        Files.setLastModifiedTime(directory, FileTime.from(Instant.now().minus(untouched)));
        return directory;
    }

    private Path ofTrial(Duration untouched) throws IOException {
        return directory("trial-" + trial, untouched);
    }

    @Test
    void deletesThoseOfATrialThatFailedLongAgo() throws IOException {
        failed(WEEK.plusDays(1));
        Path directory = ofTrial(WEEK.plusDays(1));
        run();

        assertThat(directory).doesNotExist();
    }

    /** Left by a worker that was killed in an outage of the database. */
    @Test
    void deletesEpochsWithThemThatWereNeverDelivered() throws IOException {
        failed(WEEK.plusDays(1));
        Path directory = ofTrial(Duration.ZERO);
        Files.createFile(directory.resolve("undelivered-attempt-1.jsonl"));
        Files.setLastModifiedTime(directory, FileTime.from(Instant.now().minus(WEEK.plusDays(1))));
        run();

        assertThat(directory).doesNotExist();
    }

    /** As a worker sees it whose clock is a month ahead. */
    @Test
    void keepsThoseOfATrialThatFailedNowThoughTheyLookOld() throws IOException {
        failed(Duration.ofMinutes(1));
        Path directory = ofTrial(Duration.ofDays(30));
        run();

        assertThat(directory).isNotEmptyDirectory();
    }

    /** Another database may have a trial of the same number. */
    @Test
    void keepsThoseThatSomebodyWrites() throws IOException {
        failed(WEEK.plusDays(1));
        Path directory = ofTrial(Duration.ofMinutes(1));
        run();

        assertThat(directory).isNotEmptyDirectory();
    }

    @Test
    void keepsThoseOfATrialThatWaits() throws IOException {
        Path directory = ofTrial(WEEK.plusDays(1));
        run();

        assertThat(directory).isNotEmptyDirectory();
    }

    @Test
    void keepsWhatIsNoTrialsOrNoTrialThatTheDatabaseKnows() throws IOException {
        Path other = directory("something else", WEEK.plusDays(1));
        Path unknown = directory("trial-" + (trial + 1), WEEK.plusDays(1));
        run();

        assertThat(other).isNotEmptyDirectory();
        assertThat(unknown).isNotEmptyDirectory();
    }
}
