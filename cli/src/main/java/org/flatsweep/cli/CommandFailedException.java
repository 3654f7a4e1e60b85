package org.flatsweep.cli;

/** A command cannot do what it was asked; the message is all that the user needs to see. */
class CommandFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CommandFailedException(String message) {
        super(message);
    }

    CommandFailedException(String message, Throwable cause) {
        super(message, cause);
    }

    int exitCode() {
        return ExitCode.FAILED;
    }
}
