package org.flatsweep.training;

/** A dataset's file is missing or damaged; the message names the file and what to do. */
public final class DataMissingException extends RuntimeException {

    public DataMissingException(String message) {
        super(message);
    }

    public DataMissingException(String message, Throwable cause) {
        super(message, cause);
    }
}
