package org.flatsweep.database;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Where a PostgreSQL database is and who we are there.
 *
 * @param jdbcUrl {@code jdbc:postgresql://host:port/database?options}, without credentials
 * @param user null to leave the choice to the driver, as with {@code password}
 */
public record DatabaseAddress(String jdbcUrl, String user, String password) {

    public static final String URL_VARIABLE = "DATABASE_URL";

    /**
     * Reads {@code DATABASE_URL}, with {@code DATABASE_USER} and {@code DATABASE_PASSWORD} taking precedence over the
     * credentials in it.
     *
     * @return empty when {@code DATABASE_URL} is not set
     * @throws IllegalArgumentException if it is set to something that is not a PostgreSQL address
     */
    public static Optional<DatabaseAddress> fromEnvironment(Map<String, String> environment) {
        String url = environment.get(URL_VARIABLE);
        if (url == null || url.isBlank()) {
            return Optional.empty();
        }
        DatabaseAddress address = parse(url.strip());
        return Optional.of(new DatabaseAddress(
                address.jdbcUrl,
                environment.getOrDefault("DATABASE_USER", address.user),
                environment.getOrDefault("DATABASE_PASSWORD", address.password)));
    }

    /**
     * As {@link #fromEnvironment}, for what can do nothing without a database.
     *
     * @throws IllegalArgumentException also if {@code DATABASE_URL} is not set
     */
    public static DatabaseAddress required(Map<String, String> environment) {
        return fromEnvironment(environment).orElseThrow(() -> new IllegalArgumentException(
                URL_VARIABLE + " is not set; set it to the database of the sweeps, or use ./flatsweep up"));
    }

    /**
     * @param url {@code postgresql://user:password@host:port/database?options}, the same with {@code postgres:}, or a
     *     JDBC URL
     * @throws IllegalArgumentException if it is neither
     */
    public static DatabaseAddress parse(String url) {
        try {
            URI uri = new URI(url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url);
            boolean postgres = "postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme());
            if (postgres && uri.getHost() != null && uri.getPath() != null && uri.getPath().length() > 1) {
                String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
                String options = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
                String[] credentials =
                        uri.getRawUserInfo() == null ? new String[0] : uri.getRawUserInfo().split(":", 2);
                return new DatabaseAddress(
                        "jdbc:postgresql://" + uri.getHost() + port + uri.getRawPath() + options,
                        credentials.length > 0 ? decoded(credentials[0]) : null,
                        credentials.length > 1 ? decoded(credentials[1]) : null);
            }
        } catch (URISyntaxException e) {
            // The reason would quote the URL, and with it the password.
        }
        throw new IllegalArgumentException(URL_VARIABLE
                + " must be postgresql://user:password@host:port/database or jdbc:postgresql://host:port/database"
                + " (special characters percent-encoded)");
    }

    /** {@code postgresql://user:password@host:port/database}, as psql and {@code DATABASE_URL} take it. */
    public String url() {
        String secret = password == null ? "" : ":" + encoded(password);
        String credentials = user == null ? "" : encoded(user) + secret + "@";
        return jdbcUrl.replaceFirst("^jdbc:postgresql://", "postgresql://" + credentials);
    }

    /** The address fit for logs: without the password. */
    @Override
    public String toString() {
        return new DatabaseAddress(jdbcUrl, user, null).url();
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
