package org.flatsweep.cli;

import java.net.URI;
import picocli.CommandLine.Option;

/** Which API a client command speaks to. */
final class ServerOption {

    @Option(
            names = "--server",
            paramLabel = "URL",
            defaultValue = "${env:FLATSWEEP_SERVER:-http://127.0.0.1:8080}",
            description = "Address of the API (default: FLATSWEEP_SERVER, or http://127.0.0.1:8080).")
    private URI server;

    ApiClient client() {
        if (server.getHost() == null) {
            throw new CommandFailedException("--server must be like http://host:port, not '" + server + "'");
        }
        return new ApiClient(server);
    }
}
