package org.flatsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What stands between a command and the API may answer itself, which is no success of the command. */
class ForeignAnswerTest {

    @TempDir
    private Path directory;

    private StubApi gateway;

    @BeforeEach
    void startGateway() throws IOException {
        Files.writeString(directory.resolve("sweep.yaml"), "name: x");
        gateway = new StubApi();
    }

    @AfterEach
    void stopGateway() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "ls", "ls --output json", "show 1", "watch 1", "watch 1 --output json", "logs 1", "workers", "results 1",
        "results 1 --output json", "figure 1 learning-curves --out DIR/f.svg", "export 1 trials",
        "export 1 trials --out DIR/t.csv", "archive 1 --out DIR/a.zip", "import DIR/sweep.yaml",
        "submit DIR/sweep.yaml", "submit DIR/sweep.yaml --dry-run", "cancel 1", "pause 1", "resume 1", "retry 1",
        "priority 1 5", "reproduce 1", "token create x --scope read", "token ls", "token rotate x", "token revoke x"})
    void takesNoAnswerButTheApis(String command) {
        gateway.behindGateway(308, "Location", "https://sweeps.example.orgPATH");
        assertThat(run(command)).satisfies(redirected -> {
            assertThat(redirected.err().lines()).singleElement().asString()
                    .contains("HTTP 308", "leads to https://sweeps.example.org/api/")
                    .endsWith("set --server or FLATSWEEP_SERVER to https://sweeps.example.org");
            assertThat(redirected.out()).isEmpty();
            assertThat(redirected.exitCode()).isEqualTo(2);
        });

        gateway.behindGateway(200, "Content-Type", "text/html; charset=utf-8");
        assertThat(run(command)).satisfies(page -> {
            assertThat(page.err()).hasLineCount(1).contains("answers with text/html, not as the API does")
                    .doesNotContain("unexpected");
            assertThat(page.out()).isEmpty();
            assertThat(page.exitCode()).isEqualTo(3);
        });

        assertThat(directory.toFile().list()).containsExactly("sweep.yaml");
    }

    /** Some say nothing of the type of what they send. */
    @ParameterizedTest
    @ValueSource(strings = {
        "ls", "ls --output json", "cancel 1", "submit DIR/sweep.yaml", "token create x --scope read"})
    void takesNothingButJsonWhereTheApiAnswersSo(String command) {
        gateway.behindGateway(200, "Server", "gateway");
        assertThat(run(command)).satisfies(page -> {
            assertThat(page.err()).hasLineCount(1).contains("not as the API does");
            assertThat(page.out()).isEmpty();
            assertThat(page.exitCode()).isEqualTo(3);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "ls", "show 1", "watch 1", "logs 1", "workers", "submit DIR/sweep.yaml", "submit DIR/sweep.yaml --dry-run",
        "cancel 1", "token create x --scope read", "token ls", "token rotate x"})
    void takesNoJsonOfAnothersForAnAnswer(String command) {
        gateway.behindAnother("{\"status\": \"ok\", \"id\": null}");
        assertThat(run(command)).satisfies(foreign -> {
            assertThat(foreign.err()).hasLineCount(1).contains("no Flatsweep", "--server or FLATSWEEP_SERVER")
                    .doesNotContain("unexpected");
            assertThat(foreign.exitCode()).isEqualTo(3);
        });
    }

    @Test
    void saysWhereARedirectionLeadsThatIsNotToTheSamePathElsewhere() {
        gateway.behindGateway(302, "Location", "/login");
        assertThat(run("ls").err()).contains("leads to /login; set --server or FLATSWEEP_SERVER to the address of the");
    }

    @Test
    void isNothingThatTheDoctorTakesForAnApi() {
        gateway.behindGateway(308, "Location", "https://sweeps.example.orgPATH");
        ServerOption server = new ServerOption();
        CommandLine.populateCommand(server, "--server", gateway.address());
        assertThat(DoctorCommand.api(server)).satisfies(finding -> {
            assertThat(finding.isObstacle()).isTrue();
            assertThat(finding.found()).contains("leads to https://sweeps.example.org/readyz");
        });
    }

    private StubApi.Outcome run(String command) {
        return gateway.run(command.replace("DIR", directory.toString()).split(" "));
    }
}
