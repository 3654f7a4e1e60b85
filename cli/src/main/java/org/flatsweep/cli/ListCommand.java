package org.flatsweep.cli;

import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Command(
        name = "ls",
        description = "List sweeps, the newest first: progress, pace and, while one runs, when it may end.")
final class ListCommand implements Runnable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int MAX_LIMIT = 200;

    @Mixin
    private ServerOption server;

    @Mixin
    private OutputOption output;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "At most so many, up to " + MAX_LIMIT + " (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--before", paramLabel = "ID", description = "Only sweeps older than that of this id.")
    private Optional<Long> before;

    @Override
    public void run() {
        WrongUsageException.requireRange("--limit", limit, 1, MAX_LIMIT);
        ApiClient api = server.client();
        output.print(api.document("sweeps?limit=" + limit + before.map(id -> "&before=" + id).orElse("")),
                page -> print(api, page));
    }

    private static void print(ApiClient api, JsonNode page) {
        if (page.required("sweeps").isEmpty()) {
            System.out.println("No sweeps; ./flatsweep submit FILE begins one.");
            return;
        }
        TextTable table = new TextTable("ID", "NAME", "STATE", "ENDED", "RUNNING", "FAILED", "TRIALS/H", "MAY END AT");
        for (JsonNode sweep : page.required("sweeps")) {
            table.add(row(api, sweep));
        }
        System.out.print(table);
        if (page.path("next").isNumber()) {
            System.out.printf("Older ones: ./flatsweep ls --before %d%n", page.required("next").asLong());
        }
    }

    private static Object[] row(ApiClient api, JsonNode sweep) {
        SweepSummary summary = SweepSummary.of(sweep);
        // Nothing else has a pace, and each costs a request.
        JsonNode overview = summary.isRunning()
                ? api.read("sweeps/%d/overview".formatted(summary.id()))
                : JSON.createObjectNode();
        return new Object[] {
            summary.id(), summary.name(), summary.state(), "%d/%d".formatted(summary.ended(), summary.total()),
            summary.running(), summary.failed(), pace(overview), Wording.time(overview.path("estimated_end"))
        };
    }

    private static String pace(JsonNode overview) {
        JsonNode pace = overview.path("trials_per_hour");
        return pace.isNumber() ? String.format(Locale.ROOT, "%.1f", pace.asDouble()) : Wording.NONE;
    }
}
