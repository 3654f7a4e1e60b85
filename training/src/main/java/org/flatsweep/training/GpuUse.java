package org.flatsweep.training;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import java.lang.management.MemoryUsage;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How busy a CUDA device is, by all processes that use it.
 *
 * @param memoryBytes in total
 * @param utilization fraction of the last moments in which it computed; empty where {@code nvidia-smi} cannot be asked
 */
public record GpuUse(long memoryUsedBytes, long memoryBytes, OptionalDouble utilization) {

    static Optional<GpuUse> of(Device device) {
        if (!device.isGpu()) {
            return Optional.empty();
        }
        MemoryUsage memory = CudaUtils.getGpuMemory(device);
        return Optional.of(new GpuUse(memory.getCommitted(), memory.getMax(), utilization(device.getDeviceId())));
    }

    private static OptionalDouble utilization(int device) {
        try {
            return NvidiaSmi.query(device, "utilization.gpu")
                    .map(percent -> OptionalDouble.of(Double.parseDouble(percent) / 100))
                    .orElse(OptionalDouble.empty());
        } catch (NumberFormatException e) {
            // Of some devices it says [N/A].
            return OptionalDouble.empty();
        }
    }
}
