package org.flatsweep.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whether PyTorch's native libraries load and train here: asked by training a trial, as nothing less tells. */
final class EngineCheck {

    /** One epoch over the images that every worker has. */
    static final String TRIAL = """
            {"dataset": {"name": "digits", "resolution": 16, "validation": 0.1},
             "model": {"name": "wrn", "depth": 10, "width": 1},
             "method": "sgd",
             "hyperparameters": {"optimizer": "sgd", "epochs": 1, "batch_size": 128, "lr": 0.1, "momentum": 0.9,
                                 "nesterov": false, "schedule": "step", "label_smoothing": 0.1, "alpha": 2.5E-4},
             "seed": 0}
            """;

    private static final String SUBJECT = "PyTorch";
    private static final Pattern NATIVES = Pattern.compile("BOOT-INF/lib/pytorch-native-(\\w+)-([\\d.]+)-(.+)\\.jar");

    private EngineCheck() {}

    /**
     * What the worker was built with.
     *
     * @param flavor {@code cpu}, {@code cu128}
     */
    record Build(String flavor, String version, String platform) {}

    /** @return empty where the jar cannot be read or has no natives */
    static Optional<Build> build(Path workerJar) {
        try (JarFile jar = new JarFile(workerJar.toFile())) {
            return jar.stream()
                    .map(entry -> NATIVES.matcher(entry.getName()))
                    .filter(Matcher::matches)
                    .map(name -> new Build(name.group(1), name.group(2), name.group(3)))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Trains for some seconds. */
    static Finding training(Path workerJar) {
        if (!Files.isRegularFile(workerJar)) {
            return Finding.remark(SUBJECT, "the worker is not built", "./flatsweep up builds it");
        }
        JsonNode trial = new JsonMapper().readTree(TRIAL);
        try (Training training = Training.start(trial, Map.of("FLATSWEEP_THREADS", DeviceOptions.threads(1)))) {
            JsonNode provenance = training.follow((epoch, trainLoss) -> {}).path("provenance");
            return Finding.good(SUBJECT, "%s (%s) trains on %s".formatted(
                    Wording.value(provenance.path("engine_version")), Wording.value(provenance.path("engine_flavor")),
                    Wording.value(provenance.path("device"))));
        } catch (CommandFailedException e) {
            String built = build(workerJar)
                    .map(build -> "built with %s for %s on %s".formatted(
                            build.version(), build.flavor(), build.platform()))
                    .orElse("built without native libraries");
            return Finding.obstacle(SUBJECT, "does not train here (%s): %s".formatted(built, e.getMessage()),
                    "build it on this machine (./mvnw -DskipTests package); docs/cuda.md tells of a PyTorch of your own");
        }
    }

    /** @param gpus as {@link NvidiaGpus} lists them */
    static Finding gpu(List<String> gpus, Optional<Build> build, Map<String, String> environment) {
        if (gpus.isEmpty()) {
            return Finding.good("GPU", "no NVIDIA driver here (nvidia-smi); trials train on the CPU");
        }
        String flavor = environment.getOrDefault("PYTORCH_FLAVOR", build.map(Build::flavor).orElse("cpu"));
        String found = String.join("; ", gpus);
        return flavor.startsWith("cu")
                ? Finding.good("GPU", found)
                : Finding.remark("GPU", "%s; PyTorch here is for the %s only".formatted(found, flavor),
                        "MAVEN_ARGS=-Pcuda ./mvnw -DskipTests package builds one for it; docs/cuda.md tells more");
    }
}
