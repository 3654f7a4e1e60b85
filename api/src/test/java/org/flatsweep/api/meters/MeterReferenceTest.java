package org.flatsweep.api.meters;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.flatsweep.api.ApiTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** The table of meters in docs/operations.md against what is there, and what is built on it. */
class MeterReferenceTest extends ApiTest {

    private static final Path ROOT = Path.of("..");

    @Autowired
    private QueueMeters meters;

    @BeforeEach
    void measure() {
        http.get().uri("/api/v1/sweeps").exchange().expectStatus().isOk();
        // As only one that hangs has meters.
        worker("w").claim(trialsOf(submit(SIX_TRIALS)).get(0), 30);
        jdbc.sql("update attempt set started_at = now() - interval '1 day'").update();
        meters.read();
    }

    @Test
    void shouldNameMetersThatAreThere() throws IOException {
        // Those of workers come from workers, whose own test compares them.
        Set<String> ofTheApi = documented().stream()
                .filter(name -> !name.startsWith("flatsweep_worker_"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(exposed()).containsAll(ofTheApi);
    }

    @Test
    void shouldNameEveryMeterOfOurs() throws IOException {
        assertThat(documented()).containsAll(
                exposed().stream().filter(name -> name.startsWith("flatsweep_")).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "deploy/grafana/dashboards/flatsweep.json", "deploy/prometheus/alerts.yml",
        "deploy/helm/flatsweep/templates/workers.yaml"})
    void shouldNameWhateverDashboardsAlertsAndScalingAsk(String file) throws IOException {
        Set<String> asked = names("\\b((?:flatsweep|http|hikaricp|jvm|process|logback)_[a-z_]+)\\b",
                Files.readString(ROOT.resolve(file)));

        assertThat(asked).isNotEmpty();
        assertThat(documented()).containsAll(asked);
    }

    private static Set<String> documented() throws IOException {
        return names("^\\| `([a-z_]+)`", Files.readString(ROOT.resolve("docs/operations.md")));
    }

    private Set<String> exposed() {
        return names("^([a-z_0-9]+)(?=[{ ])", http.get().uri("/actuator/prometheus").exchange()
                .expectStatus().isOk()
                .returnResult(String.class)
                .getResponseBody());
    }

    private static Set<String> names(String pattern, String text) {
        return Pattern.compile(pattern, Pattern.MULTILINE).matcher(text).results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
