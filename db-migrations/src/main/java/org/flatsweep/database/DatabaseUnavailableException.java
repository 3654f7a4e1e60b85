package org.flatsweep.database;

/** The embedded PostgreSQL cannot run; the message says why and what to do about it. */
public class DatabaseUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DatabaseUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
