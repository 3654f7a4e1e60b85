package org.flatsweep.worker;

import java.util.Optional;
import java.util.Set;

/**
 * What this machine can train on.
 *
 * @param gpuBytes memory of its CUDA device; empty on a CPU
 */
record Capabilities(Set<String> datasets, Optional<Long> gpuBytes) {}
