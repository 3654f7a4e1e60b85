package org.flatsweep.cli;

/** Nobody answers where the API should be, or one that cannot serve now. */
final class ServerUnreachableException extends CommandFailedException {

    private static final long serialVersionUID = 1L;

    ServerUnreachableException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    int exitCode() {
        return ExitCode.UNREACHABLE;
    }
}
