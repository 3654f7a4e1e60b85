package org.flatsweep.training;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What the NVIDIA driver's own command says of a GPU. */
record NvidiaSmi(String command, int device) {

    private static final int PATIENCE_SECONDS = 2;

    NvidiaSmi(int device) {
        this("nvidia-smi", device);
    }

    /**
     * @param field as {@code nvidia-smi --help-query-gpu} lists them
     * @return its value without a unit; empty where the command cannot be asked
     */
    Optional<String> query(String field) {
        try {
            Process smi = new ProcessBuilder(command, "--query-gpu=" + field, "--format=csv,noheader,nounits",
                    "--id=" + device).start();
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
