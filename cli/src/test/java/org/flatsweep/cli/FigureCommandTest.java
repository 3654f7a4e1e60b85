package org.flatsweep.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

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

        assertThatExceptionOfType(CommandFailedException.class)
                .isThrownBy(() -> draw("7", "rho-by-sigma0", "--out", file.toString()).run())
                .withMessage("--out must be a file that can be written, not '%s'", file);
    }

    private FigureCommand draw(String... arguments) {
        String address = "http://127.0.0.1:" + server.getAddress().getPort();
        return CommandLine.populateCommand(new FigureCommand(),
                Stream.concat(Stream.of("--server", address), Stream.of(arguments)).toArray(String[]::new));
    }
}
