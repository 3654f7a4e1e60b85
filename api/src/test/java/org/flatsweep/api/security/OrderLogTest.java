package org.flatsweep.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.flatsweep.api.ApiApplication;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.DefaultBootstrapContext;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationStartingEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.logging.logback.LogbackLoggingSystem;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who ordered what, in the lines that an API logs as JSON. */
@ExtendWith(OutputCaptureExtension.class)
class OrderLogTest extends SecuredApiTest {

    @Autowired
    private ConfigurableEnvironment environment;

    /** As where there is no configuration for tests. */
    @BeforeEach
    void logJson() {
        ConfigurableEnvironment json = new StandardEnvironment();
        json.getPropertySources().addFirst(new SystemEnvironmentPropertySource(
                "as Compose sets it", Map.of("LOGGING_STRUCTURED_FORMAT_CONSOLE", "ecs")));
        LoggingSystem logging =
                new LogbackLoggingSystem(new FilteredClassLoader(new ClassPathResource("logback-test.xml")));
        logging.cleanUp();
        logging.beforeInitialize();
        logging.initialize(new LoggingInitializationContext(json), null, null);
    }

    /** As this test's application did when it started. */
    @AfterEach
    void logText() {
        LoggingSystem.get(ApiApplication.class.getClassLoader()).cleanUp();
        var listener = new LoggingApplicationListener();
        var bootstrap = new DefaultBootstrapContext();
        var application = new SpringApplication(ApiApplication.class);
        listener.onApplicationEvent(new ApplicationStartingEvent(bootstrap, application, new String[0]));
        listener.onApplicationEvent(
                new ApplicationEnvironmentPreparedEvent(bootstrap, application, new String[0], environment));
    }

    @Test
    void shouldNameTheTokenTheSweepAndTheTrialOfEachOrder(CapturedOutput log) {
        String token = token(Scope.SUBMIT);
        RestTestClient client = with(token);

        client.post().uri("/api/v1/sweeps").contentType(MediaType.APPLICATION_YAML).body(SIX_TRIALS)
                .exchange().expectStatus().isCreated();
        post(client, "/api/v1/sweeps/1/pause");
        post(client, "/api/v1/sweeps/1/resume");
        put(client, "/api/v1/sweeps/1/priority", "{\"priority\": 5}");
        put(client, "/api/v1/sweeps/1/max-parallel", "{\"max_parallel\": 2}");
        put(client, "/api/v1/sweeps/1/max-parallel", "{\"max_parallel\": null}");
        put(client, "/api/v1/trials/2/priority", "{\"priority\": -1}");
        post(client, "/api/v1/trials/2/pause");
        post(client, "/api/v1/trials/2/resume");
        post(client, "/api/v1/trials/2/cancel");
        post(client, "/api/v1/trials/2/retry");
        post(client, "/api/v1/sweeps/1/cancel");
        byte[] archive = client.get().uri("/api/v1/sweeps/1/archive").exchange().expectStatus().isOk()
                .returnResult(byte[].class).getResponseBody();
        client.post().uri("/api/v1/sweeps/import").header("Content-Type", "application/zip").body(archive)
                .exchange().expectStatus().isCreated();
        post(client, "/api/v1/sweeps/1/retry");

        assertThat(linesAbout("sweep_id", log)).containsExactly(
                "1 - sweep 1 was submitted by of-submit",
                "1 - sweep 1 was paused by of-submit",
                "1 - sweep 1 was resumed by of-submit",
                "1 - sweep 1 was given priority 5 by of-submit",
                "1 - sweep 1 was given max_parallel 2 by of-submit",
                "1 - sweep 1 was given max_parallel null by of-submit",
                "1 2 trial 2 was given priority -1 by of-submit",
                "1 2 trial 2 was paused by of-submit",
                "1 2 trial 2 was resumed by of-submit",
                "1 2 trial 2 was cancelled by of-submit",
                "1 2 trial 2 was queued again by of-submit",
                "1 - sweep 1 was cancelled by of-submit",
                "2 - sweep 2 was imported by of-submit",
                "1 - sweep 1 was queued again by of-submit");
        assertThat(log.getAll()).doesNotContain(token);
    }

    @Test
    void shouldSayNothingOfAnOrderThatWasRefusedOrChangedNothing(CapturedOutput log) {
        RestTestClient client = with(Scope.SUBMIT);
        for (int i = 0; i < 2; i++) {
            client.post().uri("/api/v1/sweeps").contentType(MediaType.APPLICATION_YAML).body(SIX_TRIALS)
                    .header("Idempotency-Key", "once").exchange().expectStatus().is2xxSuccessful();
        }
        client.post().uri("/api/v1/sweeps/7/cancel").exchange().expectStatus().isNotFound();
        client.post().uri("/api/v1/trials/1/retry").exchange().expectStatus().isEqualTo(409);

        assertThat(linesAbout("sweep_id", log)).containsExactly("1 - sweep 1 was submitted by of-submit");
    }

    @Test
    void shouldNameWhoeverGaveAnOrderAndNobodyWhoRepeatedIt(CapturedOutput log) {
        RestTestClient first = with(Scope.SUBMIT);
        RestTestClient second = with(Scope.ADMIN);
        first.post().uri("/api/v1/sweeps").contentType(MediaType.APPLICATION_YAML).body(SIX_TRIALS)
                .exchange().expectStatus().isCreated();
        for (String order : List.of("trials/2/pause", "trials/2/resume", "sweeps/1/pause", "sweeps/1/resume")) {
            post(first, "/api/v1/" + order);
            post(second, "/api/v1/" + order);
        }
        for (RestTestClient client : List.of(first, second)) {
            put(client, "/api/v1/trials/2/priority", "{\"priority\": -1}");
            put(client, "/api/v1/sweeps/1/priority", "{\"priority\": 5}");
            put(client, "/api/v1/sweeps/1/max-parallel", "{\"max_parallel\": 2}");
        }
        for (RestTestClient client : List.of(first, second)) {
            put(client, "/api/v1/sweeps/1/max-parallel", "{\"max_parallel\": null}");
        }
        for (String order : List.of("cancel", "retry")) {
            post(first, "/api/v1/sweeps/1/" + order);
            post(second, "/api/v1/sweeps/1/" + order);
        }

        assertThat(linesAbout("sweep_id", log)).containsExactly(
                "1 - sweep 1 was submitted by of-submit",
                "1 2 trial 2 was paused by of-submit",
                "1 2 trial 2 was resumed by of-submit",
                "1 - sweep 1 was paused by of-submit",
                "1 - sweep 1 was resumed by of-submit",
                "1 2 trial 2 was given priority -1 by of-submit",
                "1 - sweep 1 was given priority 5 by of-submit",
                "1 - sweep 1 was given max_parallel 2 by of-submit",
                "1 - sweep 1 was given max_parallel null by of-submit",
                "1 - sweep 1 was cancelled by of-submit",
                "1 - sweep 1 was queued again by of-submit");
    }

    /** The database may fail over once the order is committed. */
    @Test
    void shouldNameWhoeverGaveAnOrderThatWasDoneButNotAnswered(CapturedOutput log) {
        RestTestClient client = with(Scope.SUBMIT);
        client.post().uri("/api/v1/sweeps").contentType(MediaType.APPLICATION_YAML).body(SIX_TRIALS)
                .exchange().expectStatus().isCreated();
        // An answer has it, and no order does anything to it.
        jdbc.sql("revoke select on result from flatsweep_api").update();
        try {
            for (String order : List.of("pause", "resume", "cancel", "retry")) {
                client.post().uri("/api/v1/trials/2/" + order).exchange().expectStatus().is5xxServerError();
            }
            client.put().uri("/api/v1/trials/2/priority").contentType(MediaType.APPLICATION_JSON)
                    .body("{\"priority\": -1}").exchange().expectStatus().is5xxServerError();
        } finally {
            jdbc.sql("grant select on result to flatsweep_api").update();
        }

        assertThat(linesAbout("sweep_id", log)).containsExactly(
                "1 - sweep 1 was submitted by of-submit",
                "1 2 trial 2 was paused by of-submit",
                "1 2 trial 2 was resumed by of-submit",
                "1 2 trial 2 was cancelled by of-submit",
                "1 2 trial 2 was queued again by of-submit",
                "1 2 trial 2 was given priority -1 by of-submit");
    }

    @Test
    void shouldNameTheTokenOfWhatIsDoneToSchedulesAndTokens(CapturedOutput log) {
        RestTestClient admin = with(Scope.ADMIN);
        admin.post().uri("/api/v1/schedules").contentType(MediaType.APPLICATION_YAML)
                .body("name: audited\ncron: 0 0 0 1 1 ? 2099\ndefinition:\n" + SIX_TRIALS.indent(2))
                .exchange().expectStatus().isCreated();
        admin.delete().uri("/api/v1/schedules/audited").exchange().expectStatus().isNoContent();
        admin.post().uri("/api/v1/tokens").contentType(MediaType.APPLICATION_JSON)
                .body("{\"name\": \"guest\", \"scope\": \"read\"}").exchange().expectStatus().isCreated();
        admin.delete().uri("/api/v1/tokens/guest").exchange().expectStatus().isNoContent();

        assertThat(json(log).stream().map(line -> line.path("message").asString())).contains(
                "schedule audited was made by of-admin", "schedule audited was deleted by of-admin",
                "token of-admin with scope admin was made by nobody with a token",
                "token guest with scope read was made by of-admin", "token guest was revoked by of-admin");
    }

    /** Sweep, trial and message of each that has the field. */
    private static List<String> linesAbout(String field, CapturedOutput log) {
        return json(log).stream()
                .filter(line -> line.has(field))
                .map(line -> "%s %s %s".formatted(line.get("sweep_id").asString(),
                        line.path("trial_id").asString("-"), line.get("message").asString()))
                .toList();
    }

    private static List<JsonNode> json(CapturedOutput log) {
        return log.getOut().lines().filter(line -> line.startsWith("{")).map(JsonMapper.shared()::readTree).toList();
    }

    private static void post(RestTestClient client, String order) {
        client.post().uri(order).exchange().expectStatus().isOk();
    }

    private static void put(RestTestClient client, String order, String body) {
        client.put().uri(order).contentType(MediaType.APPLICATION_JSON).body(body).exchange().expectStatus().isOk();
    }
}
