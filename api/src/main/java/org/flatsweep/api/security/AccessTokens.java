package org.flatsweep.api.security;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.flatsweep.api.page.Page;
import org.flatsweep.api.problem.Problem;
import org.flatsweep.api.sql.Instants;
import org.flatsweep.api.sweep.OrderLog;
import org.flatsweep.domain.Sha256;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.keygen.Base64StringKeyGenerator;
import org.springframework.security.crypto.keygen.StringKeyGenerator;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The tokens in the database, by the hashes that it keeps of them. */
@Service
class AccessTokens {

    /** By which a token that has leaked is found in texts. */
    static final String PREFIX = "flatsweep_";

    static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";
    static final String NAME_ALLOWED = "1 to 100 letters, digits, '.', '-' or '_', the first a letter or digit";

    private static final Logger LOG = LoggerFactory.getLogger(AccessTokens.class);
    private static final int BYTES = 32;
    private static final StringKeyGenerator KEYS =
            new Base64StringKeyGenerator(Base64.getUrlEncoder().withoutPadding(), BYTES);

    private static final Pattern FORM = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{43}");

    private static final String COLUMNS = "name, scope, created_at, created_by, expires_at, revoked_at, last_used_at";

    private final JdbcClient jdbc;

    AccessTokens(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A token and, this once, what has to be sent to use it. */
    record Issued(String token, AccessToken accessToken) {

        /** For logs, which must not have it. */
        @Override
        public String toString() {
            return "Issued[" + accessToken + "]";
        }
    }

    /**
     * @param createdBy name of the token that asks for it; null for none
     * @throws Problem 409 if there is one of that name
     */
    Issued create(String name, Scope scope, @Nullable Instant expiresAt, @Nullable String createdBy) {
        String token = PREFIX + KEYS.generateKey();
        try {
            AccessToken created = jdbc.sql("""
                            insert into access_token (name, scope, sha256, created_by, expires_at)
                            values (:name, :scope, :sha256, :createdBy, :expiresAt)
                            returning\s""" + COLUMNS)
                    .param("name", name)
                    .param("scope", scope.key())
                    .param("sha256", Sha256.of(token))
                    .param("createdBy", createdBy)
                    .param("expiresAt", expiresAt == null ? null : expiresAt.atOffset(ZoneOffset.UTC))
                    .query(AccessTokens::read)
                    .single();
            LOG.info("token {} with scope {} was made by {}", name, scope.key(), asked(createdBy));
            return new Issued(token, created);
        } catch (DuplicateKeyException e) {
            throw new Problem(HttpStatus.CONFLICT,
                    "there is a token '%s' already; revoke it, rotate it, or choose another name".formatted(name));
        }
    }

    /**
     * Another token in the place of one, of the same scope and for as long as that was made for.
     *
     * @throws Problem 404 if there is no good token of that name
     */
    @Transactional
    public Issued rotate(String name, @Nullable String createdBy) {
        AccessToken old = end(name, createdBy);
        Instant expiresAt = old.expiresAt() == null ? null
                : old.revokedAt().plus(Duration.between(old.createdAt(), old.expiresAt()));
        return create(name, old.scope(), expiresAt, createdBy);
    }

    /** @throws Problem 404 if there is no good token of that name */
    void revoke(String name, @Nullable String revokedBy) {
        end(name, revokedBy);
    }

    private AccessToken end(String name, @Nullable String endedBy) {
        AccessToken ended = jdbc.sql("""
                        update access_token set revoked_at = now() where name = :name and revoked_at is null
                        returning\s""" + COLUMNS)
                .param("name", name)
                .query(AccessTokens::read)
                .optional()
                .orElseThrow(() -> new Problem(HttpStatus.NOT_FOUND, "there is no token '%s'".formatted(name)));
        LOG.info("token {} was revoked by {}", name, asked(endedBy));
        return ended;
    }

    private record Row(long id, AccessToken token) {}

    /**
     * By name, the newest of a name first.
     *
     * @param after only those behind that; null from the beginning
     */
    Page<AccessToken, Long> page(@Nullable Long after, int limit) {
        List<Row> found = jdbc.sql("""
                        select id, %s from access_token
                        where :after::bigint is null
                           or (name, -id) > (select name, -id from access_token where id = :after::bigint)
                        order by name, id desc
                        limit :limit""".formatted(COLUMNS))
                .param("after", after)
                .param("limit", limit + 1)
                .query((row, number) -> new Row(row.getLong("id"), read(row, number)))
                .list();
        Page<Row, Long> page = Page.of(found, limit, Row::id);
        return new Page<>(page.items().stream().map(Row::token).toList(), page.next());
    }

    /**
     * The token as it is used now.
     *
     * @return empty if it is unknown, expired or revoked
     */
    Optional<AccessToken> use(String token) {
        // What nobody was ever given is not worth a statement.
        if (!FORM.matcher(token).matches()) {
            return Optional.empty();
        }
        return jdbc.sql("""
                        with noted as (
                            update access_token set last_used_at = now()
                            where sha256 = :sha256
                              and (last_used_at is null or last_used_at < now() - interval '1 minute'))
                        select %s from access_token
                        where sha256 = :sha256 and revoked_at is null and (expires_at is null or expires_at > now())"""
                        .formatted(COLUMNS))
                .param("sha256", Sha256.of(token))
                .query(AccessTokens::read)
                .optional();
    }

    private static String asked(@Nullable String token) {
        return Objects.requireNonNullElse(token, OrderLog.NOBODY);
    }

    private static AccessToken read(ResultSet row, int number) throws SQLException {
        return new AccessToken(row.getString("name"), Scope.of(row.getString("scope")),
                Instants.read(row, "created_at"), row.getString("created_by"), Instants.read(row, "expires_at"),
                Instants.read(row, "revoked_at"), Instants.read(row, "last_used_at"));
    }
}
