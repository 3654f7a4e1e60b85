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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FigureCommandTest {

    @TempDir
    private Path directory;

    private HttpServer server;

    /** Answers with what it was asked for. */
    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestURI().toString().getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Test
    void asksForTheFormatThatTheFilesEndingNames() {
        Path file = directory.resolve("curves.pdf");

        draw("7", "learning-curves", "--out", file.toString(), "--method", "sgd", "--method", "sam",
                "--metric", "train_loss", "--from-epoch", "5").run();

        assertThat(file).hasContent("/api/v1/sweeps/7/figures/learning-curves"
                + "?format=pdf&from_epoch=5&method=sgd&method=sam&metric=train_loss");
    }

    @Test
    void writesTheFormatAskedForWhateverTheFilesEnding() {
        Path file = directory.resolve("map");

        draw("7", "rho-by-sigma0", "--out", file.toString(), "--format", "svg", "--dataset", "digits").run();

        assertThat(file).hasContent("/api/v1/sweeps/7/figures/rho-by-sigma0?dataset=digits&format=svg");
    }

    @Test
    void namesAFileWhoseEndingIsNoFormat() {
        assertThatExceptionOfType(CommandFailedException.class)
                .isThrownBy(() -> draw("7", "rho-by-sigma0", "--out", "map.png").run())
                .withMessage("--out must end in .svg or .pdf where there is no --format, not 'map.png'");
    }

    @Test
    void namesAPlaceThatCannotBeWrittenTo() {
        Path file = directory.resolve("missing").resolve("map.svg");

        assertThatExceptionOfType(WrongUsageException.class)
                .isThrownBy(() -> draw("7", "rho-by-sigma0", "--out", file.toString()).run())
                .withMessage("--out must be a file that can be written, not '%s': there is no such file or directory",
                        file);
    }

    @Test
    void knowsTheFiguresAndMeasuresOfTheApi() throws IOException {
        JsonNode parameters = new JsonMapper().readTree(Files.readString(Path.of("../api/openapi.json")))
                .at("/paths/~1api~1v1~1sweeps~1{id}~1figures~1{figure}/get/parameters");

        assertThat(FigureCommand.FIGURES).isEqualTo(valuesOf("figure", parameters));
        assertThat(FigureCommand.Measure.values()).extracting(FigureCommand.Measure::name)
                .containsExactlyElementsOf(valuesOf("measure", parameters));
    }

    private static List<String> valuesOf(String parameter, JsonNode parameters) {
        return parameters.valueStream()
                .filter(p -> p.get("name").asString().equals(parameter))
                .flatMap(p -> p.at("/schema/enum").valueStream())
                .map(JsonNode::asString)
                .toList();
    }

    private FigureCommand draw(String... arguments) {
        String address = "http://127.0.0.1:" + server.getAddress().getPort();
        return CommandLine.populateCommand(new FigureCommand(),
                Stream.concat(Stream.of("--server", address), Stream.of(arguments)).toArray(String[]::new));
    }
}
