package org.flatsweep.cli;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(name = "workers", description = "List the workers that live, their devices, and what they train.")
final class WorkersCommand implements Runnable {

    private static final double GIB = 1L << 30;

    @Mixin
    private ServerOption server;

    @Mixin
    private OutputOption output;

    @Option(names = "--all", description = "Those that are gone as well.")
    private boolean all;

    @Override
    public void run() {
        output.print(server.client().workers().toString(), list -> print(list.required("workers")));
    }

    private void print(JsonNode workers) {
        List<JsonNode> shown = workers.valueStream()
                .filter(worker -> all || worker.required("alive").asBoolean())
                .sorted(comparing(worker -> !worker.required("alive").asBoolean()))
                .toList();
        if (shown.isEmpty()) {
            System.out.println("No worker lives; ./flatsweep up or ./flatsweep worker starts some.");
        } else {
            TextTable table = new TextTable("ID", "STATE", "LAST SEEN", "DEVICE", "GPU", "IMAGES/S", "TRAINS");
            shown.forEach(worker -> table.add(row(worker)));
            System.out.print(table);
        }
        if (shown.size() < workers.size()) {
            System.out.printf("%s, gone (--all shows them)%n",
                    Wording.count(workers.size() - shown.size(), "more worker"));
        }
    }

    private static Object[] row(JsonNode worker) {
        JsonNode speed = worker.path("images_per_second");
        return new Object[] {
            worker.required("id").asString(), state(worker), Wording.time(worker.path("last_seen_at")),
            worker.required("device").asString(), gpu(worker),
            speed.isNumber() ? String.format(Locale.ROOT, "%.0f", speed.asDouble()) : Wording.NONE, training(worker)
        };
    }

    private static String state(JsonNode worker) {
        return worker.required("alive").asBoolean() ? "alive" : worker.path("stopped_at").isString() ? "stopped" : "silent";
    }

    /** {@code 83 %, 12.1 of 80.0 GiB}; of these what is known. */
    private static String gpu(JsonNode worker) {
        JsonNode used = worker.path("gpu_memory_used_bytes");
        JsonNode memory = worker.path("gpu_memory_bytes");
        JsonNode utilisation = worker.path("gpu_utilization");
        String busy = utilisation.isNumber() ? "%.0f %%".formatted(100 * utilisation.asDouble()) : "";
        String share = used.isNumber() && memory.isNumber()
                ? String.format(Locale.ROOT, "%.1f of %.1f GiB", used.asLong() / GIB, memory.asLong() / GIB)
                : "";
        String known = List.of(busy, share).stream().filter(part -> !part.isEmpty()).collect(joining(", "));
        return known.isEmpty() ? Wording.NONE : known;
    }

    private static String training(JsonNode worker) {
        String trials = worker.path("training").valueStream()
                .map(trial -> "trial %d of sweep %d, epoch %d of %d".formatted(trial.required("trial_id").asLong(),
                        trial.required("sweep_id").asLong(), trial.required("epoch").asInt(),
                        trial.required("epochs").asInt()))
                .collect(joining("; "));
        return trials.isEmpty() ? Wording.NONE : trials;
    }
}
