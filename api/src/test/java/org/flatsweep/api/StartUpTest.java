package org.flatsweep.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartUpTest {

    private static final String UNUSED_DATABASE = "postgresql://nobody@127.0.0.1:1/none";

    @Test
    void shouldSayInOneLineThatItNeedsADatabase() throws Exception {
        assertThat(start(Map.of())).contains("2: DATABASE_URL is not set").hasLineCount(1);
    }

    @Test
    void shouldSayInOneLineThatTheAddressOfTheDatabaseIsWrong() throws Exception {
        assertThat(start(Map.of("DATABASE_URL", "mysql://root:secret@host/db")))
                .contains("2: DATABASE_URL must be").doesNotContain("secret").hasLineCount(1);
    }

    @Test
    void shouldSayInOneLineThatWithoutTokensItServesOnlyItsOwnMachine() throws Exception {
        assertThat(start(Map.of(
                "DATABASE_URL", UNUSED_DATABASE, "FLATSWEEP_TOKENS", "off", "FLATSWEEP_BIND", "0.0.0.0")))
                .contains("2: FLATSWEEP_TOKENS is off and FLATSWEEP_BIND is 0.0.0.0").hasLineCount(1);
    }

    @Test
    void shouldSayInOneLineWhatMayBeSaidOfTokens() throws Exception {
        assertThat(start(Map.of("DATABASE_URL", UNUSED_DATABASE, "FLATSWEEP_TOKENS", "maybe")))
                .contains("2: flatsweep.tokens is 'maybe'; allowed: required, off").hasLineCount(1);
    }

    /** @return exit status and what the process wrote to standard error */
    private static String start(Map<String, String> environment) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder api = new ProcessBuilder(
                java, "-cp", System.getProperty("java.class.path"), ApiApplication.class.getName());
        api.environment().keySet().removeIf(name -> name.startsWith("DATABASE_"));
        // With it the JVM itself says a line on standard error.
        api.environment().remove("JAVA_TOOL_OPTIONS");
        api.environment().putAll(environment);
        Process process = api.start();
        String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + ": " + error.strip();
    }
}
