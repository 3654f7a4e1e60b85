package org.flatsweep.api.security;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/** A bucket a client, from which it takes for each request and into which more drips. */
final class ClientBuckets {

    /** Far more than there are clients, and no more than this node has room for. */
    private static final int REMEMBERED = 100_000;

    private final LoadingCache<String, Bucket> buckets;

    ClientBuckets(int perSecond, int burst, TimeMeter clock) {
        Duration untilFull = Duration.ofSeconds(1 + burst / perSecond);
        buckets = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                // It would be full again.
                .expireAfterAccess(untilFull)
                .build(client -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(burst).refillGreedy(perSecond, Duration.ofSeconds(1)))
                        .withCustomTimePrecision(clock)
                        .build());
    }

    Bucket of(String client) {
        return buckets.get(client);
    }
}
