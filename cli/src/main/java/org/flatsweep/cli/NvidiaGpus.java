package org.flatsweep.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What the NVIDIA driver says of this machine's GPUs. */
final class NvidiaGpus {

    private static final int PATIENCE_SECONDS = 10;

    private NvidiaGpus() {}

    /**
     * @param command {@code nvidia-smi}, or where it is
     * @return a line for each GPU with its name, memory and the driver's version; empty where there is no such command
     *     or no driver
     */
    static List<String> list(String command) {
        return answer(command).filter(text -> !text.isEmpty()).map(text -> text.lines().toList()).orElse(List.of());
    }

    private static Optional<String> answer(String command) {
        try {
            Process smi = new ProcessBuilder(
                            command, "--query-gpu=index,name,memory.total,driver_version", "--format=csv,noheader")
                    .start();
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
            throw new CommandFailedException("interrupted", e);
        }
    }
}
