package org.flatsweep.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "reproduce",
        description = "Train exactly one trial again, from scratch and on this machine, and compare the result with the"
                + " recorded one: exit code 0 if every bit is the same, else 1 and what may be why.")
final class ReproduceCommand implements Callable<Integer> {

    @Mixin
    private ServerOption server;

    @Mixin
    private DatasetsOption datasets;

    @Parameters(
            paramLabel = "ID|FILE",
            description = "The trial's id, or a saved answer of GET /api/v1/trials/{id}/reproduce.")
    private String trial;

    @Option(names = "--device", paramLabel = "DEVICE", description = "cpu, cuda or cuda:N (default: as recorded).")
    private Optional<String> device;

    @Option(names = "--threads", paramLabel = "N", description = "CPU threads (default: as recorded).")
    private Optional<Integer> threads;

    @Override
    public Integer call() {
        RecordedTrial recorded = RecordedTrial.read(answer(), trial);
        System.out.println(recorded.describe());
        JsonNode result = train(recorded);
        Comparison comparison = Comparison.of(recorded, result);
        System.out.println();
        System.out.println(comparison.table());
        System.out.println();
        System.out.println(comparison.verdict());
        return comparison.isSame() ? 0 : 1;
    }

    private String answer() {
        if (trial.matches("\\d{1,18}")) {
            return server.client().reproduction(Long.parseLong(trial));
        }
        try {
            return Files.readString(Path.of(trial));
        } catch (IOException e) {
            throw new WrongUsageException("'%s' is neither a trial's id nor a file that can be read".formatted(trial));
        }
    }

    private JsonNode train(RecordedTrial recorded) {
        threads.filter(count -> count < 1).ifPresent(count -> {
            throw new WrongUsageException("--threads must be at least 1, not " + count);
        });
        Map<String, String> settings = Map.of(
                "FLATSWEEP_DEVICE", device.orElseGet(recorded::device),
                "FLATSWEEP_THREADS", threads.map(String::valueOf).or(recorded::threads)
                        .orElseGet(() -> DeviceOptions.threads(1)),
                "FLATSWEEP_DATASETS", datasets.directory().toString());
        try (Training training = Training.start(recorded.config(), settings);
                EpochProgress progress = EpochProgress.of(recorded.epochs())) {
            return training.follow(progress::show);
        }
    }
}
