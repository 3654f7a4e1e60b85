package org.flatsweep.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The committed reference is what the migrated schema says. */
class ResultsReferenceTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final Path COMMITTED = Path.of("../docs/results-schema.md");
    private static final String REGENERATE = "./mvnw -pl db-migrations test -Dresults-reference.write=true"
            + " -Dtest=ResultsReferenceTest";

    @Test
    void equalsTheCommittedDocument() throws IOException, SQLException {
        String reference;
        try (Connection connection = DATABASE.connect()) {
            reference = ResultsReference.markdown(connection);
        }
        if (Boolean.getBoolean("results-reference.write")) {
            Files.writeString(COMMITTED, reference);
        }
        assertThat(Files.readString(COMMITTED))
                .as("docs/results-schema.md is not what the schema says; regenerate it with\n  %s\n", REGENERATE)
                .isEqualTo(reference);
    }
}
