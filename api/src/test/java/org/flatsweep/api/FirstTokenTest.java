package org.flatsweep.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.flatsweep.database.DatabaseAddress;
import org.flatsweep.database.TestDatabase;
import org.flatsweep.domain.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** {@code java -jar flatsweep-api.jar token NAME}, for a database without any tokens. */
class FirstTokenTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    /** How the process ended, and what it wrote. */
    private record Outcome(int status, String out, String err) {}

    @Test
    void shouldPrintATokenForAdministratorsAndNothingElse() throws Exception {
        Outcome outcome = run("admin", DATABASE.address());

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).matches("flatsweep_[A-Za-z0-9_-]{43}\\R");
        assertThat(outcome.status()).isZero();
        DatabaseAddress address = DATABASE.address();
        assertThat(JdbcClient.create(new DriverManagerDataSource(address.jdbcUrl(), address.user(), address.password()))
                .sql("select name || ' ' || scope from access_token where sha256 = ?")
                .param(Sha256.of(outcome.out().strip())).query(String.class).single()).isEqualTo("admin admin");

        Outcome again = run("admin", DATABASE.address());
        assertThat(again.status()).isOne();
        assertThat(again.out()).isEmpty();
        assertThat(again.err()).hasLineCount(1).startsWith("there is a token 'admin' already");
    }

    @Test
    void shouldSayInOneLineWhyThereIsNone() throws Exception {
        Outcome misnamed = run("my token", DATABASE.address());
        assertThat(misnamed.status()).isEqualTo(2);
        assertThat(misnamed.err()).hasLineCount(1).startsWith("the name is 'my token'; allowed: ");

        Outcome unreachable =
                run("admin", new DatabaseAddress("jdbc:postgresql://127.0.0.1:1/none", "nobody", "secret"));
        assertThat(unreachable.status()).isOne();
        assertThat(unreachable.err()).hasLineCount(1).doesNotContain("secret");
    }

    private static Outcome run(String name, DatabaseAddress database) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder api = new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"),
                ApiApplication.class.getName(), "token", name);
        // With it the JVM itself says a line on standard error.
        api.environment().remove("JAVA_TOOL_OPTIONS");
        api.environment().put(DatabaseAddress.URL_VARIABLE, database.jdbcUrl());
        api.environment().put("DATABASE_USER", database.user());
        api.environment().put("DATABASE_PASSWORD", database.password());
        Process process = api.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), out, err);
    }
}
