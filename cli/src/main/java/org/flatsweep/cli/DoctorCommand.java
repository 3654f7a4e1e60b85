package org.flatsweep.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(
        name = "doctor",
        description = "Check Java, PyTorch (by training for some seconds), GPU, database, API, datasets and disk, and"
                + " tell what to do about each; exit code 1 if something keeps Flatsweep from working.")
final class DoctorCommand implements Callable<Integer> {

    @Mixin
    private ServerOption server;

    @Mixin
    private DataDirectories directories;

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
                () -> EngineCheck.training(worker)));
    }

    /** @return the exit code */
    static int examine(List<Supplier<Finding>> checks) {
        long obstacles = 0;
        for (Supplier<Finding> check : checks) {
            Finding finding = check.get();
            System.out.print(finding.describe());
            obstacles += finding.isObstacle() ? 1 : 0;
        }
        System.out.println();
        System.out.println(obstacles == 0
                ? "Nothing keeps Flatsweep from working here."
                : Wording.count(obstacles, "problem") + " to solve first.");
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
                            found, session.get("name").asString(), session.get("scope").asString())
                    : found);
        } catch (CommandFailedException e) {
            return Finding.remark("API", found, e.getMessage());
        }
    }
}
