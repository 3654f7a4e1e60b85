package org.flatsweep.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpuUtilizationTest {

    @TempDir
    private Path directory;

    private long now = Long.MAX_VALUE;

    @Test
    void isWhatNvidiaSmiSaysOfThisGpuAsAFraction() throws IOException {
        GpuUtilization utilization = saidBy("""
                [ "$*" = "--query-gpu=utilization.gpu --format=csv,noheader,nounits --id=3" ] && echo 37""");

        assertThat(utilization.latest()).hasValue(0.37);
    }

    @Test
    void isAskedForAnewAfterHalfAMinuteAndNotBefore() throws IOException {
        GpuUtilization utilization = saidBy("""
                echo asked >>"$0.log"
                wc -l <"$0.log\"""");
        assertThat(utilization.latest()).hasValue(0.01);

        pass(Duration.ofSeconds(29));
        assertThat(utilization.latest()).hasValue(0.01);

        pass(Duration.ofSeconds(1));
        assertThat(utilization.latest()).hasValue(0.02);
    }

    @Test
    void isUnknownWhereNvidiaSmiDoesNotTell() throws IOException {
        assertThat(saidBy("echo '[N/A]'").latest()).isEmpty();
        assertThat(saidBy("echo 37; exit 9").latest()).isEmpty();
        assertThat(askedBy(directory.resolve("none")).latest()).isEmpty();
    }

    @Test
    void isNotAskedForSoonerWhereItIsUnknown() throws IOException {
        GpuUtilization utilization = saidBy("""
                [ -e "$0.log" ] && echo 37
                touch "$0.log\"""");
        assertThat(utilization.latest()).isEmpty();

        pass(Duration.ofSeconds(29));
        assertThat(utilization.latest()).isEmpty();

        pass(Duration.ofSeconds(1));
        assertThat(utilization.latest()).hasValue(0.37);
    }

    private GpuUtilization saidBy(String script) throws IOException {
        Path smi = Files.writeString(directory.resolve("nvidia-smi"), "#!/bin/sh\n" + script + "\n");
        assertThat(smi.toFile().setExecutable(true)).isTrue();
        return askedBy(smi);
    }

    private GpuUtilization askedBy(Path smi) {
        return new GpuUtilization(new NvidiaSmi(smi.toString(), Optional.of(List.of("--id=3"))), () -> now);
    }

    /** It overflows, as the clock that nanoseconds are read from may. */
    private void pass(Duration time) {
        now += time.toNanos();
    }
}
