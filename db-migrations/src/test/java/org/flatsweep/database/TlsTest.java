package org.flatsweep.database;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What DATABASE_URL says of TLS, as docs/operations.md tells. */
class TlsTest {

    @TempDir
    private static Path directory;

    private static TlsPostgres server;

    @BeforeAll
    static void start() throws Exception {
        server = TlsPostgres.start(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Test
    void verifiesAServerByItsAuthority() throws SQLException {
        assertThat(protocol(server.trusting(server.certificate()))).startsWith("TLSv1.");
    }

    /** Where the chart mounts it. */
    @Test
    void looksForAuthoritiesInTheUsersHomeWhereTheAddressNamesNone() throws Exception {
        Path home = directory.resolve("home");
        Files.createDirectories(home.resolve(".postgresql"));
        DatabaseAddress address = server.address("localhost", "postgres", "sslmode=verify-full");
        String before = System.setProperty("user.home", home.toString());
        try {
            Files.copy(server.certificateOfAnother(), home.resolve(".postgresql/root.crt"));
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> protocol(address))
                    .withMessageContaining("unable to find valid certification path");

            Files.copy(server.certificate(), home.resolve(".postgresql/root.crt"), REPLACE_EXISTING);
            assertThat(protocol(address)).startsWith("TLSv1.");
        } finally {
            System.setProperty("user.home", before);
        }
    }

    @Test
    void refusesAServerOfAnotherAuthority() {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> protocol(server.trusting(server.certificateOfAnother())))
                .withMessageContaining("unable to find valid certification path")
                .satisfies(refusal -> assertThat(refusal.getMessage()).hasLineCount(1));
    }

    @Test
    void refusesAServerOfAnotherName() {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> protocol(server.address("127.0.0.1", "postgres",
                        "sslmode=verify-full&sslrootcert=" + server.certificate())))
                .withMessageContaining("127.0.0.1");
    }

    @Test
    void isNotLetInWithoutTls() {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> protocol(server.address("localhost", "postgres", "sslmode=disable")))
                .withMessageContaining("no encryption");
    }

    @Test
    void showsItsOwnCertificateWhereItHasOne() throws SQLException {
        String verified = "sslmode=verify-full&sslrootcert=" + server.certificate();

        assertThat(protocol(server.address("localhost", TlsPostgres.CERTIFIED, verified + "&sslcert="
                + server.clientCertificate() + "&sslkey=" + server.clientKey()))).startsWith("TLSv1.");
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> protocol(server.address("localhost", TlsPostgres.CERTIFIED, verified)))
                .withMessageContaining("certificate");
    }

    private static String protocol(DatabaseAddress address) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        address.jdbcUrl(), address.user(), address.password());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select version from pg_stat_ssl where pid = pg_backend_pid()")) {
            row.next();
            return row.getString(1);
        }
    }
}
