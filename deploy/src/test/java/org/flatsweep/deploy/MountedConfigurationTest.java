package org.flatsweep.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Compose mounts into HAProxy and Prometheus, as their own programs judge it where they are installed. */
class MountedConfigurationTest {

    private static final Logger LOG = LoggerFactory.getLogger(MountedConfigurationTest.class);

    @Test
    void haproxyTakesItsFileWithoutAWarning() throws Exception {
        expectAcceptance("haproxy", "haproxy", "-c", "-dW", "-f", "haproxy/haproxy.cfg");
    }

    @Test
    void prometheusTakesItsFileAndTheRulesItNames() throws Exception {
        expectAcceptance("prometheus", "promtool", "check", "config", "--lint-fatal", "prometheus/prometheus.yml");
    }

    @Test
    void alertsAreRaisedWhenTheirExamplesSaySo() throws Exception {
        expectAcceptance("prometheus", "promtool", "test", "rules", "prometheus/alerts.test.yml");
    }

    /** @param packageName Debian's, which brings the program */
    private static void expectAcceptance(String packageName, String program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(programToTest(packageName, program).toString()));
        command.addAll(List.of(arguments));
        Process judge = new ProcessBuilder(command).redirectErrorStream(true).start();
        String judgement = new String(judge.getInputStream().readAllBytes());

        assertThat(judge.waitFor()).as("%s:%n%s", command, judgement).isZero();
    }

    /** Skips the test, and says so, where it is not installed. */
    static Path programToTest(String packageName, String program) {
        Optional<Path> found = installed(program);
        if (found.isEmpty()) {
            LOG.error("NOT TESTED: what Compose mounts into {}, as there is no {}; 'apt-get install {}' brings it",
                    packageName, program, packageName);
        }
        assumeTrue(found.isPresent(), () -> program + " is installed");
        return found.get();
    }

    private static Optional<Path> installed(String program) {
        // Debian has HAProxy where only root's PATH leads.
        return Stream.concat(Pattern.compile(File.pathSeparator).splitAsStream(System.getenv("PATH")),
                        Stream.of("/usr/sbin"))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
