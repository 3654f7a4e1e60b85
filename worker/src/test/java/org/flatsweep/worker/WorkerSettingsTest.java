package org.flatsweep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class WorkerSettingsTest {

    @Configuration
    @EnableConfigurationProperties(WorkerSettings.class)
    static class Settings {}

    private static ApplicationContextRunner withEnvironment(Map<String, Object> variables) {
        return new ApplicationContextRunner()
                .withInitializer(new ConfigDataApplicationContextInitializer())
                .withInitializer(context -> context.getEnvironment().getPropertySources()
                        .addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", variables)))
                .withUserConfiguration(Settings.class);
    }

    @Test
    void hasADefaultForEverything() {
        withEnvironment(Map.of()).run(context -> {
            WorkerSettings settings = context.getBean(WorkerSettings.class);
            Path home = Path.of(System.getProperty("user.home"), ".flatsweep");
            assertThat(settings.datasets()).isEqualTo(home.resolve("datasets"));
            assertThat(settings.checkpoints()).isEqualTo(home.resolve("checkpoints"));
            assertThat(settings.device()).isEqualTo("auto");
            assertThat(settings.threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
            assertThat(settings.lease()).isEqualTo(Duration.ofSeconds(30));
            assertThat(settings.heartbeat()).isEqualTo(Duration.ofSeconds(5));
            assertThat(settings.poll()).isEqualTo(Duration.ofSeconds(2));
            assertThat(settings.workerId()).matches(".+-" + ProcessHandle.current().pid() + "-[0-9a-f]{8}");
        });
    }

    @Test
    void takesEverythingFromTheEnvironment() {
        withEnvironment(Map.of(
                "FLATSWEEP_WORKER_ID", "alice",
                "FLATSWEEP_DATASETS", "/data/sets",
                "FLATSWEEP_CHECKPOINTS", "relative/checkpoints",
                "FLATSWEEP_DEVICE", "cuda:1",
                "FLATSWEEP_THREADS", "3",
                "FLATSWEEP_LEASE", "2m",
                "FLATSWEEP_HEARTBEAT", "500ms",
                "FLATSWEEP_HEARTBEAT_FILE", "/run/heartbeat",
                "FLATSWEEP_POLL", "1s",
                "FLATSWEEP_KEEP_CHECKPOINTS", "2d")).run(context -> assertThat(context.getBean(WorkerSettings.class))
                .isEqualTo(new WorkerSettings("alice", Path.of("/data/sets"), Path.of("relative/checkpoints"), "cuda:1",
                        3, Duration.ofMinutes(2), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofDays(2),
                        Path.of("/run/heartbeat"), null)));
    }

    @ParameterizedTest
    @CsvSource({
        "FLATSWEEP_THREADS, 0, 'FLATSWEEP_THREADS is 0; allowed: a whole number from 1'",
        "FLATSWEEP_LEASE, 10ms, 'FLATSWEEP_LEASE is 10ms; allowed: from 1s to 24h'",
        "FLATSWEEP_HEARTBEAT, 11s, "
                + "'FLATSWEEP_HEARTBEAT is 11s; allowed: from 100ms to a third of FLATSWEEP_LEASE (30s)'",
        "FLATSWEEP_POLL, 1m, 'FLATSWEEP_POLL is 60s; allowed: from 100ms to 10s'",
    })
    void refusesAValueOutsideItsRangeNamingTheVariableAndTheRange(String variable, String value, String message) {
        withEnvironment(Map.of(variable, value)).run(context ->
                assertThat(context).getFailure().rootCause().hasMessage(message));
    }
}
