package org.flatsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TokenCommandTest {

    private static final String ISSUED = """
            {"token": "flatsweep_s3cret", "access_token": {"name": "nightly", "scope": "submit",
             "created_at": "2026-11-25T13:00:00Z", "created_by": "ada", "expires_at": %s, "revoked_at": null,
             "last_used_at": null}}""";

    private static final String TOKENS = """
            {"tokens": [
              {"name": "ada", "scope": "admin", "created_at": "2026-11-25T13:00:00Z", "created_by": null,
               "expires_at": null, "revoked_at": null, "last_used_at": "2026-11-25T14:00:00Z"},
              {"name": "old", "scope": "read", "created_at": "2001-01-01T13:00:00Z", "created_by": "ada",
               "expires_at": "2001-02-01T13:00:00Z", "revoked_at": null, "last_used_at": null},
              {"name": "lost", "scope": "submit", "created_at": "2026-11-25T13:00:00Z", "created_by": "ada",
               "expires_at": null, "revoked_at": "2026-11-25T13:30:00Z", "last_used_at": null}],
             "next": null}""";

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path directory;

    private StubApi api;

    @BeforeEach
    void startApi() throws IOException {
        api = new StubApi()
                .on("POST /api/v1/tokens", ISSUED.formatted("null"))
                .on("POST /api/v1/tokens/nightly/rotate", ISSUED.formatted("\"2027-02-23T13:00:00Z\""))
                .on("DELETE /api/v1/tokens/nightly", "")
                .on("GET /api/v1/tokens", TOKENS);
    }

    @AfterEach
    void stopApi() {
        api.close();
    }

    @Test
    void printsNothingButTheTokenWhereScriptsRead() {
        var outcome = api.run("token", "create", "nightly", "--scope", "submit");

        assertThat(outcome.out()).isEqualTo("flatsweep_s3cret" + System.lineSeparator());
        assertThat(outcome.err()).contains("'nightly'", "submit", "not shown again").doesNotContain("s3cret");
        assertThat(api.requests()).containsExactly("POST /api/v1/tokens {\"name\":\"nightly\",\"scope\":\"submit\"}");
    }

    @Test
    void asksForATokenThatEnds() {
        api.run("token", "create", "nightly", "--scope", "read", "--expires", "90d");

        JsonNode body = JSON.readTree(api.requests().get(0).replaceFirst("POST /api/v1/tokens ", ""));
        Instant end = Instant.parse(body.get("expires_at").asString());
        assertThat(Duration.between(Instant.now(), end)).isBetween(Duration.ofDays(89), Duration.ofDays(90));
        assertThat(new TokenCreateCommand.Lifetime().convert("12h")).isEqualTo(Duration.ofHours(12));
    }

    @Test
    void namesTokensAsTheApiDoes() throws IOException {
        JsonNode document = new JsonMapper().readTree(Files.readString(Path.of("../api/openapi.json")));
        assertThat(document.at("/components/schemas/TokenRequest/properties/name/pattern").asString())
                .isEqualTo(TokenName.ALLOWED);
    }

    @Test
    void refusesATimeThatIsNone() {
        var outcome = api.run("token", "create", "nightly", "--scope", "read", "--expires", "soon");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("'soon' is no time such as 90d or 12h");
    }

    @Test
    void rotatesAndRevokes() {
        var rotated = api.run("token", "rotate", "nightly");
        assertThat(rotated.out()).isEqualTo("flatsweep_s3cret" + System.lineSeparator());
        assertThat(rotated.err()).contains(", until 2027-02-2");

        assertThat(api.run("token", "revoke", "nightly").out()).contains("'nightly' is good for nothing any more");
        assertThat(api.requests()).containsExactly(
                "POST /api/v1/tokens/nightly/rotate", "DELETE /api/v1/tokens/nightly");
    }

    @Test
    void listsThoseThatWereNotRevoked() {
        assertThat(api.run("token", "ls").out().lines().toList()).satisfiesExactly(
                heading -> assertThat(heading).startsWith("NAME  SCOPE  STATE"),
                good -> assertThat(good).startsWith("ada   admin  good").containsSubsequence("–", "–", "2026-11-2"),
                expired -> assertThat(expired).startsWith("old   read   expired").contains("  ada  "));
        assertThat(api.run("token", "ls", "--all").out()).contains("lost  submit  revoked");
        assertThat(JSON.readTree(api.run("token", "ls", "--output", "json").out())).isEqualTo(JSON.readTree(TOKENS));
    }

    @Test
    void listsThoseOfEveryPage() {
        api.on("GET /api/v1/tokens", TOKENS.replace("\"next\": null", "\"next\": 17"))
                .on("GET /api/v1/tokens?after=17", TOKENS.replace("ada", "zoe"));

        assertThat(api.run("token", "ls").out()).contains("ada   admin  good", "zoe   admin  good");
    }

    @Test
    void saysThatThereAreNoneButRevokedOnes() {
        api.on("GET /api/v1/tokens", "{\"tokens\": [%s]}".formatted(
                TOKENS.substring(TOKENS.indexOf("{\"name\": \"lost\""), TOKENS.lastIndexOf(']'))));
        assertThat(api.run("token", "ls").out()).startsWith("No tokens but 1 revoked (--all shows them);");

        api.on("GET /api/v1/tokens", "{\"tokens\": []}");
        assertThat(api.run("token", "ls").out()).startsWith("No tokens; ");
    }

    @Test
    void sendsTheTokenOfAFileAndTakesNoneFromTheCommandLine() throws IOException {
        Path file = Files.writeString(directory.resolve("token"), "flatsweep_mine\n");

        api.run("token", "ls", "--token-file", file.toString());
        assertThat(api.authorizations()).containsExactly("Bearer flatsweep_mine");

        assertThat(api.run("token", "ls", "--token", "flatsweep_mine").exitCode()).isEqualTo(2);
        var missing = api.run("token", "ls", "--token-file", directory.resolve("none").toString());
        assertThat(missing.err()).hasLineCount(1).contains("--token-file must be a file that can be read, not '");
        assertThat(missing.exitCode()).isEqualTo(2);
    }

    @Test
    void findsATokenInTheEnvironment() {
        assertThat(ServerOption.token(Map.of("FLATSWEEP_TOKEN", " flatsweep_mine\n"))).contains("flatsweep_mine");
        assertThat(ServerOption.token(Map.of("FLATSWEEP_TOKEN", ""))).isEmpty();
        assertThat(ServerOption.token(Map.of())).isEmpty();
    }
}
