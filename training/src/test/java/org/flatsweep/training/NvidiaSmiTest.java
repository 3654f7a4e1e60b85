package org.flatsweep.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NvidiaSmiTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "0, , PCI_BUS_ID, 0", "3, , PCI_BUS_ID, 3", "0, 5, PCI_BUS_ID, 5", "1, '4,6', PCI_BUS_ID, 6",
        "1, '4, 6', PCI_BUS_ID, 6",
        "0, GPU-8932f937-d72c-4106-c12f-20bd9faed9f6, , GPU-8932f937-d72c-4106-c12f-20bd9faed9f6"})
    void isAskedOfTheGpuThatCudaCountsAmongThoseItMaySee(int device, String visible, String order, String gpu) {
        assertThat(NvidiaSmi.choice(device, environment(visible, order))).contains(List.of("--id=" + gpu));
    }

    @ParameterizedTest
    @CsvSource({"0, , ", "3, , FASTEST_FIRST", "0, 5, ", "1, 'GPU-8932f937-d72c-4106-c12f-20bd9faed9f6,0', "})
    void isAskedOfAllWhereCudaMayCountThemInAnotherOrder(int device, String visible, String order) {
        assertThat(NvidiaSmi.choice(device, environment(visible, order))).contains(List.of());
    }

    @ParameterizedTest
    @CsvSource({"-1, ", "-1, 0", "0, ''", "0, -1", "1, 5", "1, '5,-1,6'"})
    void isAskedOfNoneWhereTheDeviceIsNoGpuOrHidden(int device, String visible) throws IOException {
        Optional<List<String>> choice = NvidiaSmi.choice(device, environment(visible, null));

        assertThat(choice).isEmpty();
        assertThat(saying("echo NVIDIA H200", choice).query("name")).isEmpty();
    }

    @Test
    void tellsOfAllWhatIsTheSameOfEach() throws IOException {
        assertThat(saying("echo NVIDIA H200; echo NVIDIA H200", Optional.of(List.of())).query("name"))
                .contains("NVIDIA H200");
        assertThat(saying("echo NVIDIA H200; echo NVIDIA T4", Optional.of(List.of())).query("name")).isEmpty();
    }

    private NvidiaSmi saying(String script, Optional<List<String>> choice) throws IOException {
        Path smi = Files.writeString(directory.resolve("nvidia-smi"), "#!/bin/sh\n" + script + "\n");
        assertThat(smi.toFile().setExecutable(true)).isTrue();
        return new NvidiaSmi(smi.toString(), choice);
    }

    private static Map<String, String> environment(String visible, String order) {
        Map<String, String> environment = new HashMap<>();
        environment.put("CUDA_VISIBLE_DEVICES", visible);
        environment.put("CUDA_DEVICE_ORDER", order);
        environment.values().removeIf(value -> value == null);
        return environment;
    }
}
