package org.flatsweep.worker;

/** The database has been migrated beyond what this worker knows. */
class UnknownSchemaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnknownSchemaException(String applied, String known) {
        super("the database's schema is at version %s, this worker knows versions up to %s: update the worker"
                .formatted(applied, known));
    }
}
