package org.flatsweep.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.flatsweep.domain.DatasetLayout;
import org.flatsweep.domain.DatasetSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "ls", description = "Show which datasets are here, how large they are, and where.")
final class DataListCommand implements Runnable {

    private static final JsonMapper JSON = new JsonMapper();

    @Mixin
    private DatasetsOption datasets;

    @Mixin
    private OutputOption output;

    @Override
    public void run() {
        ObjectNode list = JSON.createObjectNode();
        new TreeSet<>(DatasetSpec.RESOLUTIONS.keySet()).forEach(dataset ->
                list.withArrayProperty("datasets").add(look(dataset, datasets.directory())));
        output.print(list.toString(), all -> all.get("datasets").forEach(dataset ->
                System.out.printf("%-14s %s%n", dataset.get("name").asString(), describe(dataset))));
    }

    private static ObjectNode look(String dataset, Path datasets) {
        ObjectNode found = JSON.createObjectNode().put("name", dataset);
        List<DatasetLayout> layouts = DatasetLayout.of(dataset);
        if (layouts.isEmpty()) {
            return found.put("state", "built_in");
        }
        Optional<DatasetLayout> here = DatasetLayout.complete(dataset, datasets);
        if (here.isPresent()) {
            List<Path> files = here.get().files(datasets);
            return found.put("state", "here")
                    .put("folder", here.get().folder(datasets).toString())
                    .put("files", files.size())
                    .put("bytes", files.stream().mapToLong(DataListCommand::size).sum());
        }
        return layouts.stream()
                .filter(layout -> Files.exists(layout.folder(datasets)))
                .findFirst()
                .map(layout -> found.put("state", "incomplete")
                        .put("missing", layout.firstMissing(datasets).orElseThrow().toString()))
                .orElseGet(() -> found.put("state", "absent"));
    }

    private static String describe(JsonNode dataset) {
        return switch (dataset.get("state").asString()) {
            case "built_in" -> "always here, without files";
            case "here" -> "%.1f MB in %d files in %s".formatted(dataset.get("bytes").asLong() / 1e6,
                    dataset.get("files").asInt(), dataset.get("folder").asString());
            case "incomplete" -> "incomplete: %s is missing".formatted(dataset.get("missing").asString());
            default -> "not here; ./flatsweep data fetch %s gets it".formatted(dataset.get("name").asString());
        };
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new CommandFailedException("cannot read " + file, e);
        }
    }
}
