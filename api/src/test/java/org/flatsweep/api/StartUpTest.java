package org.flatsweep.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartUpTest {

    @Test
    void shouldSayInOneLineThatItNeedsADatabase() throws Exception {
        assertThat(start(Map.of())).contains("2: DATABASE_URL is not set").hasLineCount(1);
    }

    @Test
    void shouldSayInOneLineThatTheAddressOfTheDatabaseIsWrong() throws Exception {
        assertThat(start(Map.of("DATABASE_URL", "mysql://root:secret@host/db")))
                .contains("2: DATABASE_URL must be").doesNotContain("secret").hasLineCount(1);
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
