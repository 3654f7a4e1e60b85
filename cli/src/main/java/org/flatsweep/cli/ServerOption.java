package org.flatsweep.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which API a client command speaks to, and by what right. */
final class ServerOption {

    private static final String DEFAULT = "http://127.0.0.1:8080";
    /** What a header can hold, in one word. */
    private static final String TOKEN = "[!-~]+";

    @Option(
            names = "--server",
            paramLabel = "URL",
            defaultValue = "${env:FLATSWEEP_SERVER:-" + DEFAULT + "}",
            description = "Address of the API (default: FLATSWEEP_SERVER, or " + DEFAULT + ").")
    private String server;

    /** Never the token itself, as everyone on a machine sees its command lines. */
    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Holds the token to send (default: the one in FLATSWEEP_TOKEN).")
    private Optional<Path> tokenFile;

    ApiClient client() {
        Optional<String> token = tokenFile.map(ServerOption::read).or(() -> token(System.getenv()));
        token.filter(text -> !text.matches(TOKEN)).ifPresent(text -> {
            // Not said: it may be a secret all the same.
            throw new WrongUsageException("FLATSWEEP_TOKEN or the file of --token-file must hold one token");
        });
        return new ApiClient(address(), token);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new WrongUsageException(
                    "--token-file must be a file that can be read, not '%s': %s".formatted(file, Wording.reason(e)));
        }
    }

    static Optional<String> token(Map<String, String> environment) {
        return Optional.ofNullable(environment.get("FLATSWEEP_TOKEN")).map(String::strip).filter(t -> !t.isEmpty());
    }

    URI address() {
        return WebAddress.parse(server, "--server or FLATSWEEP_SERVER", "http://host:port");
    }

    /** Whether it is that of nobody's choice. */
    boolean isDefault() {
        return server.equals(DEFAULT);
    }
}
