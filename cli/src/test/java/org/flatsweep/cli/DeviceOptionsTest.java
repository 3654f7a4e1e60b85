package org.flatsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class DeviceOptionsTest {

    @Test
    void oneWorkerOnTheDeviceThatIsThereIsTheDefault() {
        assertThat(parse().workers(1)).containsExactly("auto");
    }

    @Test
    void theCommandDecidesHowManySlotsThereAreOtherwise() {
        assertThat(parse("--device", "cpu").workers(2)).containsExactly("cpu", "cpu");
    }

    @Test
    void everyDeviceHasItsSlots() {
        assertThat(parse("--device", "cuda:0,cuda:1", "--slots", "2").workers(1))
                .containsExactly("cuda:0", "cuda:1", "cuda:0", "cuda:1");
    }

    @Test
    void noSlotsAreNoWorkers() {
        assertThat(parse("--workers", "0").workers(1)).isEmpty();
    }

    @Test
    void refusesANumberOfSlotsOutOfRange() {
        assertThatThrownBy(() -> parse("--slots", "-1").workers(1))
                .isInstanceOf(CommandFailedException.class)
                .hasMessage("--slots must be from 0 to 1000, not -1");
    }

    private static DeviceOptions parse(String... arguments) {
        Sample sample = new Sample();
        new CommandLine(sample).parseArgs(arguments);
        return sample.devices;
    }

    @Command
    private static final class Sample {
        @Mixin
        private DeviceOptions devices;
    }
}
