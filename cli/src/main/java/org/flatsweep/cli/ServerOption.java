package org.flatsweep.cli;

import java.net.URI;
import picocli.CommandLine.Option;

/** Which API a client command speaks to. */
final class ServerOption {

    private static final String DEFAULT = "http://127.0.0.1:8080";

    @Option(
            names = "--server",
            paramLabel = "URL",
            defaultValue = "${env:FLATSWEEP_SERVER:-" + DEFAULT + "}",
            description = "Address of the API (default: FLATSWEEP_SERVER, or " + DEFAULT + ").")
    private URI server;

    ApiClient client() {
        if (server.getHost() == null) {
            throw new CommandFailedException("--server must be like http://host:port, not '" + server + "'");
        }
        return new ApiClient(server);
    }

    URI address() {
        return server;
    }

    /** Whether it is that of nobody's choice. */
    boolean isDefault() {
        return server.equals(URI.create(DEFAULT));
    }
}
