package org.flatsweep.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where and how the parts run on this machine. */
final class LocalOptions {

    private static final int MAX_PORT = 65_535;

    @Mixin
    private DataDirectories directories;

    @Option(names = "--port", paramLabel = "PORT", description = "HTTP port of API and dashboard (default: 8080).")
    private Optional<Integer> port;

    @Mixin
    private DeviceOptions devices;

    Path dataDirectory() {
        return directories.data();
    }

    Path datasets() {
        return directories.datasets();
    }

    Optional<Integer> port() {
        port.ifPresent(number -> WrongUsageException.requireRange("--port", number, 1, MAX_PORT));
        return port;
    }

    DeviceOptions devices() {
        return devices;
    }
}
