package org.flatsweep.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;

/**
 * A PostgreSQL server that answers only over TLS, as {@code localhost} by the certificate that it has signed itself. The
 * role {@value #CERTIFIED} is let in by a certificate of its own, others are trusted.
 */
public final class TlsPostgres implements AutoCloseable {

    static final String CERTIFIED = "certified";

    private static final String SECRET = "secret";

    private final Path directory;
    private final EmbeddedPostgres server;

    private TlsPostgres(Path directory, EmbeddedPostgres server) {
        this.directory = directory;
        this.server = server;
    }

    /** @param directory empty, for its data, keys and certificates */
    public static TlsPostgres start(Path directory) throws IOException, GeneralSecurityException, SQLException {
        for (String name : new String[] {"localhost", CERTIFIED, "another"}) {
            makeCertificate(directory, name);
        }
        Path data = directory.resolve("data");
        TlsPostgres started = new TlsPostgres(directory, EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setServerConfig("ssl", "on")
                .setServerConfig("ssl_cert_file", directory.resolve("localhost.crt").toString())
                .setServerConfig("ssl_key_file", directory.resolve("localhost.key").toString())
                .setServerConfig("ssl_ca_file", directory.resolve(CERTIFIED + ".crt").toString())
                .start());
        try (Connection connection = started.server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create role %s login".formatted(CERTIFIED));
            Files.writeString(data.resolve("pg_hba.conf"), """
                    hostssl all %s all cert
                    hostssl all all all trust
                    """.formatted(CERTIFIED));
            statement.execute("select pg_reload_conf()");
        }
        return started;
    }

    /** By which clients know the server. */
    public Path certificate() {
        return directory.resolve("localhost.crt");
    }

    /** By which they do not. */
    public Path certificateOfAnother() {
        return directory.resolve("another.crt");
    }

    /** Of the role {@value #CERTIFIED}, as is {@link #clientKey}. */
    Path clientCertificate() {
        return directory.resolve(CERTIFIED + ".crt");
    }

    Path clientKey() {
        return directory.resolve(CERTIFIED + ".key");
    }

    /** As a client whose only authority that is, and which takes no other name than the certificate's. */
    public DatabaseAddress trusting(Path authority) {
        return address("localhost", "postgres", "sslmode=verify-full&sslrootcert=" + authority);
    }

    DatabaseAddress address(String host, String user, String options) {
        return DatabaseAddress.parse("postgresql://%s@%s:%d/postgres?%s".formatted(user, host, server.getPort(), options));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /** {@code <name>.crt} and {@code <name>.key}, in PEM. */
    private static void makeCertificate(Path directory, String name) throws IOException, GeneralSecurityException {
        Path store = directory.resolve(name + ".p12");
        keytool("-genkeypair", "-alias", name, "-keyalg", "RSA", "-dname", "CN=" + name, "-ext", "san=dns:" + name,
                "-validity", "1", "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", SECRET);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream stored = Files.newInputStream(store)) {
            keys.load(stored, SECRET.toCharArray());
        }
        writePem(directory.resolve(name + ".crt"), "CERTIFICATE", keys.getCertificate(name).getEncoded());
        Key key = keys.getKey(name, SECRET.toCharArray());
        writePem(directory.resolve(name + ".key"), "PRIVATE KEY", key.getEncoded());
    }

    private static void writePem(Path file, String type, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        // Others may not read a key, or PostgreSQL refuses it.
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(type, text));
    }

    private static void keytool(String... arguments) throws IOException {
        ProcessBuilder keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        keytool.command().addAll(List.of(arguments));
        Process process = keytool.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        try {
            if (process.waitFor() != 0) {
                throw new IOException("keytool: " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
