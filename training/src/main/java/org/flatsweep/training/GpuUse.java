package org.flatsweep.training;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import java.io.IOException;
import java.lang.management.MemoryUsage;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/**
 * How busy a CUDA device is, by all processes that use it.
 *
 * @param memoryBytes in total
 * @param utilization fraction of the last moments in which it computed; empty where {@code nvidia-smi} cannot be asked
 */
public record GpuUse(long memoryUsedBytes, long memoryBytes, OptionalDouble utilization) {

    private static final int PATIENCE_SECONDS = 2;

    static Optional<GpuUse> of(Device device) {
        if (!device.isGpu()) {
            return Optional.empty();
        }
        MemoryUsage memory = CudaUtils.getGpuMemory(device);
        return Optional.of(new GpuUse(memory.getCommitted(), memory.getMax(), utilization(device.getDeviceId())));
    }

    private static OptionalDouble utilization(int device) {
        try {
            Process smi = new ProcessBuilder("nvidia-smi", "--query-gpu=utilization.gpu",
                    "--format=csv,noheader,nounits", "--id=" + device).start();
            if (!smi.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                smi.destroyForcibly();
                return OptionalDouble.empty();
            }
            return OptionalDouble.of(Double.parseDouble(new String(smi.getInputStream().readAllBytes()).strip()) / 100);
        } catch (IOException | NumberFormatException e) {
            return OptionalDouble.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalDouble.empty();
        }
    }
}
