package org.flatsweep.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What the NVIDIA driver's own command says of a GPU.
 *
 * @param choice the arguments that name it; none where it may be any of those that there are, of which only what is the
 *     same of each is known; empty where there is none to ask of
 */
record NvidiaSmi(String command, Optional<List<String>> choice) {

    private static final int PATIENCE_SECONDS = 2;

    /** @param device as CUDA counts those that this process sees, negative for none */
    static NvidiaSmi of(int device) {
        return new NvidiaSmi("nvidia-smi", choice(device, System.getenv()));
    }

    /**
     * The driver's command knows nothing of {@code CUDA_VISIBLE_DEVICES}, by which schedulers give out GPUs and people
     * hide them: those from the first empty or negative entry on. And it counts them by their PCI bus, where CUDA has
     * the fastest first unless {@code CUDA_DEVICE_ORDER} says otherwise.
     */
    static Optional<List<String>> choice(int device, Map<String, String> environment) {
        if (device < 0) {
            return Optional.empty();
        }
        boolean sameOrder = "PCI_BUS_ID".equals(environment.get("CUDA_DEVICE_ORDER"));
        return visible(device, environment.get("CUDA_VISIBLE_DEVICES"))
                .map(gpu -> sameOrder || !gpu.matches("\\d+") ? List.of("--id=" + gpu) : List.of());
    }

    private static Optional<String> visible(int device, String visible) {
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
     * @return its value without a unit; empty where the command cannot be asked or it is not known which GPU is meant
     */
    Optional<String> query(String field) {
        if (choice.isEmpty()) {
            return Optional.empty();
        }
        try {
            List<String> question = new ArrayList<>(
                    List.of(command, "--query-gpu=" + field, "--format=csv,noheader,nounits"));
            question.addAll(choice.get());
            Process smi = new ProcessBuilder(question).start();
            if (!smi.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                smi.destroyForcibly();
                return Optional.empty();
            }
            List<String> answers = new String(smi.getInputStream().readAllBytes()).strip().lines().distinct().toList();
            return smi.exitValue() == 0 && answers.size() == 1 ? Optional.of(answers.get(0)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
