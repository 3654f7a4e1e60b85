package org.flatsweep.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ExportCommandTest {

    @TempDir
    private Path directory;

    private HttpServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Test
    void asksForTheFormatThatTheFilesEndingNames() {
        answerWithTheRequest();
        command(new ExportCommand(), "7", "trials", "--out", file("t.parquet").toString()).run();
        assertThat(file("t.parquet")).hasContent("GET /api/v1/sweeps/7/export/trials?format=parquet ");
    }

    @Test
    void asksForTheFormatAskedForWhateverTheFilesEnding() {
        answerWithTheRequest();
        command(new ExportCommand(), "7", "metrics", "--format", "ndjson", "--out", file("m.json").toString()).run();
        assertThat(file("m.json")).hasContent("GET /api/v1/sweeps/7/export/metrics?format=ndjson ");
    }

    @Test
    void refusesAnEndingThatNamesNoFormat() {
        assertThatExceptionOfType(CommandFailedException.class)
                .isThrownBy(command(new ExportCommand(), "7", "trials", "--out", "t.xlsx")::run)
                .withMessage("--out must end in .csv, .json, .ndjson or .parquet where there is no --format, not 't.xlsx'");
    }

    @Test
    void writesAnArchive() {
        answerWithTheRequest();
        command(new ArchiveCommand(), "7", "--out", file("a.zip").toString()).run();
        assertThat(file("a.zip")).hasContent("GET /api/v1/sweeps/7/archive ");
    }

    @Test
    void leavesTheFileAsItWasWhenTheExportBreaksOff() throws IOException {
        Files.writeString(file("t.csv"), "of yesterday");
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write("half a file".getBytes(UTF_8));
            exchange.close();
        });

        assertThatExceptionOfType(ServerUnreachableException.class)
                .isThrownBy(command(new ExportCommand(), "7", "trials", "--out", file("t.csv").toString())::run)
                .withMessageEndingWith("broke off");
        assertThat(directory.toFile().list()).containsExactly("t.csv");
        assertThat(file("t.csv")).hasContent("of yesterday");
    }

    @Test
    void saysWhatTheServerRefuses() {
        answer(409, "{\"detail\": \"5 trials of sweep 7 have not ended\"}");
        assertThatExceptionOfType(CommandFailedException.class)
                .isThrownBy(command(new ArchiveCommand(), "7", "--out", file("a.zip").toString())::run)
                .withMessage("5 trials of sweep 7 have not ended");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void sendsAnArchiveAndSaysWhatIsWrongWithIt() throws IOException {
        Files.writeString(file("a.zip"), "PK");
        server.createContext("/api/v1/sweeps/import", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            assertThat(new String(body, UTF_8)).isEqualTo("PK");
            byte[] problem = """
                    {"detail": "metrics.ndjson, line 3, has an invalid field", "errors": [
                      {"pointer": "/value", "value": "NaN", "message": "must be a finite number"}]}""".getBytes(UTF_8);
            exchange.sendResponseHeaders(422, problem.length);
            exchange.getResponseBody().write(problem);
            exchange.close();
        });

        assertThatExceptionOfType(CommandFailedException.class)
                .isThrownBy(command(new ImportCommand(), file("a.zip").toString())::run)
                .withMessage("""
                        metrics.ndjson, line 3, has an invalid field
                          /value = "NaN": must be a finite number""");
        assertThatExceptionOfType(CommandFailedException.class)
                .isThrownBy(command(new ImportCommand(), file("b.zip").toString())::run)
                .withMessage("cannot read '%s': there is no such file or directory".formatted(file("b.zip")));
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    private void answerWithTheRequest() {
        server.createContext("/", exchange -> {
            byte[] body = "%s %s ".formatted(exchange.getRequestMethod(), exchange.getRequestURI()).getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    private void answer(int status, String body) {
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status, body.getBytes(UTF_8).length);
            exchange.getResponseBody().write(body.getBytes(UTF_8));
            exchange.close();
        });
    }

    private <T> T command(T command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--server", "http://127.0.0.1:" + server.getAddress().getPort()));
        new CommandLine(command).parseArgs(all.toArray(String[]::new));
        return command;
    }
}
