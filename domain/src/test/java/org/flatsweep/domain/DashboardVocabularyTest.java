package org.flatsweep.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the dashboard knows of methods is what the server knows. */
class DashboardVocabularyTest {

    private static final Path COMMITTED = Path.of("../dashboard-ui/src/api/vocabulary.ts");
    private static final String REGENERATE = "./mvnw -pl domain -am test -Ddashboard-vocabulary.write=true"
            + " -Dtest=DashboardVocabularyTest -Dsurefire.failIfNoSpecifiedTests=false";

    @Test
    void equalsTheCommittedSource() throws IOException {
        String vocabulary = DashboardVocabulary.typeScript();
        if (Boolean.getBoolean("dashboard-vocabulary.write")) {
            Files.writeString(COMMITTED, vocabulary);
        }
        assertThat(Files.readString(COMMITTED))
                .as("vocabulary.ts of the dashboard is not what the code says; regenerate it with\n  %s\n", REGENERATE)
                .isEqualTo(vocabulary);
    }
}
