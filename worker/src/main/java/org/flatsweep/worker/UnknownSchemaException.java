package org.flatsweep.worker;

import org.flywaydb.core.api.MigrationVersion;

/** The database has been migrated beyond what this worker knows. */
class UnknownSchemaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnknownSchemaException(MigrationVersion applied, MigrationVersion known) {
        super("the database's schema is at version %s, this worker knows versions up to %s: update the worker"
                .formatted(applied, known));
    }
}
