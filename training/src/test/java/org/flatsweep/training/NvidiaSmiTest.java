package org.flatsweep.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NvidiaSmiTest {

    @ParameterizedTest
    @CsvSource({
        "0, , 0", "3, , 3", "0, 5, 5", "1, '4,6', 6", "1, '4, 6', 6",
        "0, GPU-8932f937-d72c-4106-c12f-20bd9faed9f6, GPU-8932f937-d72c-4106-c12f-20bd9faed9f6"})
    void isAskedOfTheGpuThatCudaCountsAmongThoseItMaySee(int device, String visible, String gpu) {
        assertThat(NvidiaSmi.gpu(device, visible)).contains(gpu);
    }

    @ParameterizedTest
    @CsvSource({"-1, ", "-1, 0", "0, ''", "0, -1", "1, 5", "1, '5,-1,6'"})
    void isAskedOfNoneWhereTheDeviceIsNoGpuOrHidden(int device, String visible) {
        assertThat(NvidiaSmi.gpu(device, visible)).isEmpty();
        assertThat(new NvidiaSmi("no such command", NvidiaSmi.gpu(device, visible)).query("name")).isEmpty();
    }
}
