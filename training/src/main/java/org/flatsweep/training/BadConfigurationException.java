package org.flatsweep.training;

/** The configuration cannot be trained as written; another attempt would fail alike. */
public final class BadConfigurationException extends RuntimeException {

    public BadConfigurationException(String message) {
        super(message);
    }
}
