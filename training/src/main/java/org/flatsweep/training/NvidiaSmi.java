package org.flatsweep.training;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What the NVIDIA driver's own command says of a GPU.
 *
 * @param gpu its number among all of the machine, or its UUID; empty where there is none to ask of
 */
record NvidiaSmi(String command, Optional<String> gpu) {

    private static final int PATIENCE_SECONDS = 2;

    /** @param device as CUDA counts those that this process sees, negative for none */
    static NvidiaSmi of(int device) {
        return new NvidiaSmi("nvidia-smi", gpu(device, System.getenv("CUDA_VISIBLE_DEVICES")));
    }

    /**
     * The driver's command knows nothing of {@code CUDA_VISIBLE_DEVICES}, by which schedulers give out GPUs and people
     * hide them: those from the first empty or negative entry on.
     */
    static Optional<String> gpu(int device, String visible) {
        if (device < 0) {
            return Optional.empty();
        }
        if (visible == null) {
            return Optional.of(Integer.toString(device));
        }
        return Arrays.stream(visible.split(","))
                .map(String::strip)
                .takeWhile(entry -> !entry.isEmpty() && !entry.startsWith("-"))
                .skip(device)
                .findFirst();
    }

    /**
     * @param field as {@code nvidia-smi --help-query-gpu} lists them
     * @return its value without a unit; empty where the command cannot be asked
     */
    Optional<String> query(String field) {
        if (gpu.isEmpty()) {
            return Optional.empty();
        }
        try {
            Process smi = new ProcessBuilder(command, "--query-gpu=" + field, "--format=csv,noheader,nounits",
                    "--id=" + gpu.get()).start();
            if (!smi.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                smi.destroyForcibly();
                return Optional.empty();
            }
            String answer = new String(smi.getInputStream().readAllBytes()).strip();
            return smi.exitValue() == 0 ? Optional.of(answer) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
