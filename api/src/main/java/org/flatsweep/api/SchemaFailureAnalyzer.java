package org.flatsweep.api;

import java.sql.SQLException;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in one line why the database or its schema will not do, where Spring would print a stack trace. */
class SchemaFailureAnalyzer extends AbstractFailureAnalyzer<FlywayException> {

    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    private static final String CONNECTION = "08";
    private static final String AUTHORISATION = "28";

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, FlywayException cause) {
        SQLException refusal = findCause(cause, SQLException.class);
        if (refusal == null || refusal.getSQLState() == null) {
            return null;
        }
        String reason = refusal.getMessage().lines().findFirst().orElseThrow();
        if (refusal.getSQLState().equals(INSUFFICIENT_PRIVILEGE)) {
            return new FailureAnalysis(
                    "The database's schema is not that of this version, and this role may not migrate it: " + reason,
                    "Run 'java -jar flatsweep-api.jar migrate' first, with the schema's owner in DATABASE_URL.", cause);
        }
        if (refusal.getSQLState().startsWith(CONNECTION) || refusal.getSQLState().startsWith(AUTHORISATION)) {
            return new FailureAnalysis("The database is not to be reached: " + reason,
                    "Correct DATABASE_URL, its user, password or TLS options, or the server.", cause);
        }
        return null;
    }
}
