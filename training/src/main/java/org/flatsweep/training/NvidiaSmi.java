package org.flatsweep.training;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What the NVIDIA driver's own command says of a GPU.
 *
 * @param gpu its number among all of the machine, or its UUID
 */
record NvidiaSmi(String command, String gpu) {

    private static final int PATIENCE_SECONDS = 2;

    /** @param device as CUDA counts those that this process sees */
    static NvidiaSmi of(int device) {
        return new NvidiaSmi("nvidia-smi", gpu(device, System.getenv("CUDA_VISIBLE_DEVICES")));
    }

    /** The driver's command knows nothing of {@code CUDA_VISIBLE_DEVICES}, by which schedulers give out GPUs. */
    static String gpu(int device, String visible) {
        return visible == null || visible.isBlank() ? Integer.toString(device) : visible.split(",")[device].strip();
    }

    /**
     * @param field as {@code nvidia-smi --help-query-gpu} lists them
     * @return its value without a unit; empty where the command cannot be asked
     */
    Optional<String> query(String field) {
        try {
            Process smi = new ProcessBuilder(command, "--query-gpu=" + field, "--format=csv,noheader,nounits",
                    "--id=" + gpu).start();
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
