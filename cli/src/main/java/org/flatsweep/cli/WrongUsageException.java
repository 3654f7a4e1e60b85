package org.flatsweep.cli;

/** An argument or a setting holds what no command could do, whatever the state of things. */
final class WrongUsageException extends CommandFailedException {

    private static final long serialVersionUID = 1L;

    WrongUsageException(String message) {
        super(message);
    }

    @Override
    int exitCode() {
        return ExitCode.WRONG_USAGE;
    }
}
