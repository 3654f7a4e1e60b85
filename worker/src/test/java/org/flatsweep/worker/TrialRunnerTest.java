package org.flatsweep.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.atLeast;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.when;

import io.micrometer.tracing.Tracer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.flatsweep.domain.AttemptEnd;
import org.flatsweep.domain.Method;
import org.flatsweep.training.CheckpointWriteException;
import org.flatsweep.training.Trainer;
import org.flatsweep.training.TrainingListener;
import org.flatsweep.training.TrialResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** What a long outage of the database does to an attempt, without a database; {@link WorkerTest} has the rest. */
class TrialRunnerTest {

    private static final Fence FENCE = new Fence(7, 2);
    /** More than wait in memory. */
    private static final int EPOCHS = 1_100;
    private static final TrialResult RESULT =
            new TrialResult(1, 1, Optional.of(0.5), 1, Optional.of(0.5), 1, Map.of());

    private final Trainer trainer = mock();
    private final TrialQueue queue = mock();
    private final CountDownLatch reachable = new CountDownLatch(1);

    @TempDir
    private Path checkpoints;

    @BeforeEach
    void cutOff() {
        doAnswer(call -> {
            reachable.await();
            return null;
        }).when(queue).recordEpoch(any(), anyInt(), any(), any());
    }

    private void run() {
        Heartbeat heartbeat = mock();
        when(heartbeat.keep(FENCE)).thenReturn(new Lease(FENCE));
        String config = new JsonMapper().writeValueAsString(QueueRows.digits(Method.SGD, EPOCHS, 0).toMap());
        new TrialRunner(trainer, queue, mock(), heartbeat, new StopSignal(), mock(), new AttemptSpans(Tracer.NOOP),
                AliceSettings.in(checkpoints))
                .run(new ClaimedTrial(FENCE, 1, 0, config, new ClaimedTrial.Recorded(0, 0, 0)));
    }

    private void whenTrained(Runnable atTheEnd) {
        when(trainer.train(any(), any(), any())).thenAnswer(call -> {
            TrainingListener listener = call.getArgument(2);
            try {
                for (int epoch = 1; epoch <= EPOCHS; epoch++) {
                    listener.epochCompleted(epoch, Map.of("images_per_second", 1.0), Optional.empty());
                }
                atTheEnd.run();
                return RESULT;
            } finally {
                reachable.countDown();
            }
        });
    }

    @Test
    void keepsEpochsOfALongOutageBesideTheCheckpointsAndDeliversThemAll() {
        whenTrained(() -> assertThat(checkpoints.resolve("trial-7/undelivered-attempt-2.jsonl")).isNotEmptyFile());
        run();

        var moves = inOrder(queue);
        moves.verify(queue, times(EPOCHS)).recordEpoch(any(), anyInt(), any(), any());
        moves.verify(queue).complete(FENCE, RESULT);
        assertThat(checkpoints).isEmptyDirectory();
    }

    /** A directory that cannot be made, since a file has its name, stands for a disk that is full. */
    @Test
    void givesTheTrialBackAtNoCostAndEndsWhereEpochsOfALongOutageFindNoRoom() throws IOException {
        Files.createFile(checkpoints.resolve("trial-7"));
        whenTrained(() -> {});

        assertThatThrownBy(this::run).isInstanceOf(CheckpointWriteException.class);

        var moves = inOrder(queue);
        moves.verify(queue, atLeast(1_000)).recordEpoch(any(), anyInt(), any(), any());
        moves.verify(queue).release(FENCE, AttemptEnd.DRAINED, Optional.empty());
        moves.verifyNoMoreInteractions();
    }
}
