package org.flatsweep.api.security;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A token as the API shows it, which is all that is known of it.
 *
 * @param createdBy name of the token that asked for it; null where none did
 * @param expiresAt null for never
 * @param revokedAt null while it is good
 * @param lastUsedAt to the minute
 */
record AccessToken(
        String name,
        Scope scope,
        Instant createdAt,
        @Nullable String createdBy,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant lastUsedAt) {}
