package org.flatsweep.training;

import java.util.OptionalDouble;

/**
 * How busy a CUDA device is, by all processes that use it.
 *
 * @param memoryBytes in total
 * @param utilization fraction of the last moments in which it computed; empty where {@code nvidia-smi} cannot be asked
 */
public record GpuUse(long memoryUsedBytes, long memoryBytes, OptionalDouble utilization) {}
