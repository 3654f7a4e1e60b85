package org.flatsweep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.flatsweep.domain.AttemptEnd;
import org.flatsweep.training.BadConfigurationException;
import org.flatsweep.training.DataMissingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailureTest {

    static Stream<Arguments> causes() {
        return Stream.of(
                Arguments.of(new DataMissingException("no /data/x.bin"), AttemptEnd.DATA_MISSING, "no /data/x.bin"),
                Arguments.of(new BadConfigurationException("depth 7"), AttemptEnd.BAD_CONFIGURATION, "depth 7"),
                Arguments.of(new OutOfMemoryError("Java heap space"), AttemptEnd.OUT_OF_MEMORY,
                        "OutOfMemoryError: Java heap space"),
                Arguments.of(new RuntimeException("CUDA out of memory. Tried to allocate 2.00 GiB\nat c10"),
                        AttemptEnd.OUT_OF_MEMORY, "RuntimeException: CUDA out of memory. Tried to allocate 2.00 GiB"),
                Arguments.of(new IllegalStateException("step failed", new RuntimeException(
                                "[enforce fail at alloc_cpu.cpp:117] DefaultCPUAllocator: can't allocate memory")),
                        AttemptEnd.OUT_OF_MEMORY, "IllegalStateException: step failed"),
                Arguments.of(new IllegalStateException(), AttemptEnd.ERROR, "IllegalStateException"),
                Arguments.of(new UnsatisfiedLinkError("libtorch"), AttemptEnd.ERROR, "UnsatisfiedLinkError: libtorch"));
    }

    @ParameterizedTest
    @MethodSource("causes")
    void namesItsCauseInOneLine(Throwable cause, AttemptEnd ended, String message) {
        assertThat(Failure.of(cause)).isEqualTo(new Failure(ended, message));
    }

    @Test
    void cutsALongMessageAndKeepsOutWhatPostgresCannotStore() {
        Failure failure = Failure.of(new BadConfigurationException("\0" + "x".repeat(10_000)));

        assertThat(failure.message()).hasSize(Failure.MAX_MESSAGE).startsWith(" x");
    }
}
