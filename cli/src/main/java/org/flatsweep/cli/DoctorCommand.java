package org.flatsweep.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "doctor",
        description = "Check Java, PyTorch (by training for some seconds), GPU, database, API, datasets and disk, and"
                + " tell what to do about each; exit code 1 if something keeps Flatsweep from working.")
final class DoctorCommand implements Callable<Integer> {

    private static final JsonMapper JSON = new JsonMapper();

    @Mixin
    private ServerOption server;

    @Mixin
    private DataDirectories directories;

    @Mixin
    private OutputOption output;

    @Override
    public Integer call() {
        Path worker = LocalFlatsweep.jar("worker");
        return examine(List.of(
                () -> MachineCheck.java(Runtime.version()),
                () -> MachineCheck.disk(directories.data()),
                () -> MachineCheck.datasets(directories.datasets()),
                () -> DatabaseCheck.of(System.getenv()),
                () -> api(server),
                () -> EngineCheck.gpu(NvidiaGpus.list("nvidia-smi"), EngineCheck.build(worker), System.getenv()),
                () -> EngineCheck.training(worker)), output);
    }

    /** @return the exit code */
    static int examine(List<Supplier<Finding>> checks, OutputOption output) {
        ObjectNode report = JSON.createObjectNode();
        long obstacles = 0;
        for (Supplier<Finding> check : checks) {
            Finding finding = check.get();
            report.withArrayProperty("findings").add(finding.json());
            // One by one, as some checks take their time.
            if (!output.isJson()) {
                System.out.print(finding.describe());
            }
            obstacles += finding.isObstacle() ? 1 : 0;
        }
        String verdict = obstacles == 0
                ? "Nothing keeps Flatsweep from working here."
                : Wording.count(obstacles, "problem") + " to solve first.";
        output.print(report.toString(), findings -> System.out.printf("%n%s%n", verdict));
        return obstacles == 0 ? ExitCode.SUCCESS : ExitCode.FAILED;
    }

    static Finding api(ServerOption server) {
        ApiClient client = server.client();
        try {
            client.requireReady();
        } catch (CommandFailedException e) {
            return server.isDefault()
                    ? Finding.remark("API", e.getMessage(), "./flatsweep up starts one")
                    : Finding.obstacle("API", e.getMessage(),
                            "start it there, or correct --server or FLATSWEEP_SERVER");
        }
        String found = "answers at " + server.address();
        try {
            JsonNode session = client.read("session");
            return Finding.good("API", session.path("name").isString()
                    ? "%s to the token '%s', with the scope %s".formatted(
                            found, session.required("name").asString(), session.required("scope").asString())
                    : found);
        } catch (CommandFailedException e) {
            return Finding.remark("API", found, e.getMessage());
        }
    }
}
