package org.flatsweep.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.micrometer.tracing.Tracer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.flatsweep.domain.AttemptEnd;
import org.flatsweep.training.Trainer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;
import org.springframework.dao.DataAccessResourceFailureException;

class WorkerLoopTest {

    private static final WorkerSettings SETTINGS = AliceSettings.in(Path.of("alice"));
    private static final Optional<ClaimedTrial> TRIAL = Optional.of(
            new ClaimedTrial(new Fence(1, 1), 1, 0, "{}", new ClaimedTrial.Recorded(0, 0, 0)));

    private final TrialQueue queue = mock();
    private final QueueNotifications notifications = mock();
    private final TrialRunner runner = mock();
    private final Trainer trainer = mock();
    private final WorkerMeters meters = mock();
    private final List<Duration> pauses = new ArrayList<>();
    private final StopSignal stop = new StopSignal() {
        @Override
        void await(Duration timeout) {
            pauses.add(timeout);
        }
    };

    @BeforeEach
    void workUntilThereIsNothingToDo() {
        when(trainer.datasets()).thenReturn(Set.of("digits"));
        when(trainer.gpuBytes()).thenReturn(Optional.empty());
        when(meters.timeClaim(any())).thenAnswer(call -> call.<Supplier<?>>getArgument(0).get());
        doAnswer(call -> {
            stop.request();
            return null;
        }).when(notifications).await(any());
    }

    private void work() throws Exception {
        WorkerLoop loop = new WorkerLoop(mock(), queue, notifications, mock(), runner, new AttemptSpans(Tracer.NOOP),
                trainer, stop, mock(), meters, SETTINGS);
        loop.start();
        loop.end().get(1, TimeUnit.MINUTES);
    }

    /** The claim may have been made, and only its answer lost. */
    @Test
    void givesBackWhatAClaimThatIsRepeatedMayHaveTaken() throws Exception {
        when(queue.claim(any(), any(), any()))
                .thenThrow(new DataAccessResourceFailureException("the connection broke"))
                .thenReturn(Optional.empty());

        work();

        InOrder order = inOrder(queue);
        order.verify(queue).claim(any(), any(), any());
        order.verify(queue).releaseAll("alice");
        order.verify(queue).claim(any(), any(), any());
        order.verifyNoMoreInteractions();
    }

    @Test
    void leavesTheNextTrialToOthersTheLongerTheMoreFailHereInARow() throws Exception {
        endAs(AttemptEnd.ERROR, AttemptEnd.OUT_OF_MEMORY, AttemptEnd.DATA_MISSING, AttemptEnd.SUCCEEDED,
                AttemptEnd.DIVERGED, AttemptEnd.ERROR);

        work();

        assertThat(pauses).containsExactly(
                Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(8), Duration.ofSeconds(2));
    }

    @Test
    void waitsAMinuteAtMost() throws Exception {
        AttemptEnd[] ends = new AttemptEnd[100];
        Arrays.fill(ends, AttemptEnd.ERROR);
        endAs(ends);

        work();

        assertThat(pauses).hasSize(100).endsWith(Duration.ofMinutes(1)).allMatch(p -> p.toSeconds() <= 60);
    }

    /** One trial after another. */
    private void endAs(AttemptEnd... ends) {
        Iterator<AttemptEnd> next = List.of(ends).iterator();
        when(queue.claim(any(), any(), any())).thenAnswer(call -> next.hasNext() ? TRIAL : Optional.empty());
        when(runner.run(any())).thenAnswer(call -> Optional.of(next.next()));
    }
}
