package org.flatsweep.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flatsweep.domain.AttemptEnd;
import org.flatsweep.training.GpuUse;
import org.flatsweep.training.Trainer;
import org.junit.jupiter.api.Test;

class WorkerMetersTest {

    /** Those that the queue's own statements give, not a worker. */
    private static final Set<AttemptEnd> NOT_BY_THE_WORKER =
            Set.of(AttemptEnd.CANCELLED, AttemptEnd.LEASE_EXPIRED, AttemptEnd.CRASHED);

    @Test
    void areThoseOfTheOperatingGuide() throws IOException {
        Trainer trainer = mock();
        when(trainer.gpuUse()).thenReturn(Optional.of(new GpuUse(1, 2, OptionalDouble.of(0.5))));
        WorkerMeters meters = new WorkerMeters(trainer);
        meters.timeClaim(() -> "a claim");
        Stream.of(AttemptEnd.values()).filter(end -> !NOT_BY_THE_WORKER.contains(end)).forEach(meters::attemptEnded);
        meters.staleWrite();
        meters.trained(100);

        Set<String> exposed = meters.snapshot().keySet().stream()
                .map(name -> "flatsweep_worker_" + name.replace('.', '_'))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(exposed).isEqualTo(documented());
    }

    /** First column of the guide's table of meters. */
    private static Set<String> documented() throws IOException {
        return Pattern.compile("^\\| `(flatsweep_worker_\\w+)`", Pattern.MULTILINE)
                .matcher(Files.readString(Path.of("..", "docs", "operations.md")))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
