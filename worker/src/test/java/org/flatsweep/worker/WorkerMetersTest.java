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
import org.flatsweep.domain.AttemptEnd;
import org.flatsweep.training.GpuUse;
import org.flatsweep.training.Trainer;
import org.junit.jupiter.api.Test;

class WorkerMetersTest {

    private final Trainer trainer = mock();

    @Test
    void areThoseOfTheOperatingGuideFromTheStart() throws IOException {
        when(trainer.gpuUse()).thenReturn(Optional.of(new GpuUse(1, 2, OptionalDouble.of(0.5))));
        WorkerMeters meters = new WorkerMeters(trainer);

        Set<String> exposed = meters.snapshot().keySet().stream()
                .map(name -> "flatsweep_worker_" + name.replace('.', '_'))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(exposed).isEqualTo(documented());
    }

    @Test
    void countFromZero() {
        WorkerMeters meters = new WorkerMeters(trainer);
        assertThat(meters.snapshot().values()).isNotEmpty().containsOnly(0.0);

        meters.attemptEnded(AttemptEnd.OUT_OF_MEMORY);
        meters.attemptEnded(AttemptEnd.OUT_OF_MEMORY);
        meters.staleWrite();
        meters.trained(100);

        assertThat(meters.snapshot()).containsEntry("attempts.out_of_memory", 2.0).containsEntry("attempts.error", 0.0)
                .containsEntry("stale_writes", 1.0).containsEntry("images_per_second", 100.0);
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
