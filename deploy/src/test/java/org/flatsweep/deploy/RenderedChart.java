package org.flatsweep.deploy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The objects that the chart makes of some values. */
record RenderedChart(List<Map<?, ?>> objects) {

    static final Path CHART = Path.of("helm", "flatsweep").toAbsolutePath();

    /** @param values each {@code path=value} */
    static RenderedChart of(Path workspace, String... values) {
        TemplateCommand template = new Helm(withoutHooks(workspace)).template()
                .withName("lab")
                .withNamespace("sweeps")
                .withKubeVersion("1.32.0");
        for (String value : values) {
            String[] parts = value.split("=", 2);
            template.set(parts[0], parts[1]);
        }
        List<Map<?, ?>> objects = new ArrayList<>();
        for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(template.call())) {
            if (document != null) {
                objects.add((Map<?, ?>) document);
            }
        }
        return new RenderedChart(objects);
    }

    /** Helm's library does not render hooks, so what makes them hooks goes by another name. */
    private static Path withoutHooks(Path workspace) {
        Path copy = workspace.resolve("flatsweep");
        try (Stream<Path> files = Files.walk(CHART)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = copy.resolve(CHART.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.writeString(target, Files.readString(file).replace("helm.sh/hook:", "helm.sh/hook-of:"));
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Map<?, ?>> ofKind(String kind) {
        return objects.stream().filter(object -> object.get("kind").equals(kind)).toList();
    }

    Map<?, ?> only(String kind, String name) {
        List<Map<?, ?>> found =
                ofKind(kind).stream().filter(object -> at(object, "metadata", "name").equals(name)).toList();
        if (found.size() != 1) {
            throw new AssertionError("%d of kind %s are named %s".formatted(found.size(), kind, name));
        }
        return found.get(0);
    }

    /** The pod specifications of whatever runs pods. */
    List<Object> pods() {
        return Stream.of("Deployment", "Job")
                .flatMap(kind -> ofKind(kind).stream())
                .map(object -> at(object, "spec", "template", "spec"))
                .toList();
    }

    /** @param path keys of objects and positions in lists; null where there is no such key at its end */
    static Object at(Object node, Object... path) {
        Object found = node;
        for (Object step : path) {
            found = step instanceof Integer position ? ((List<?>) found).get(position) : ((Map<?, ?>) found).get(step);
        }
        return found;
    }
}
