package org.flatsweep.api.sweep;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/** A submitted sweep. Read only: its rows are written by the SQL of {@link SweepSubmission} and cancellation. */
@Entity
@Immutable
class Sweep {

    @Id
    private Long id;

    private String name;

    @Column(columnDefinition = "json")
    private String definition;

    private String requestHash;
    private String idempotencyKey;
    private Instant createdAt;
    private Instant cancelledAt;
    private Instant pausedAt;
    private int priority;
    private Integer maxParallel;

    protected Sweep() {}

    long id() {
        return id;
    }

    String name() {
        return name;
    }

    /** JSON, its keys in the order in which they were submitted. */
    String definition() {
        return definition;
    }

    String requestHash() {
        return requestHash;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant cancelledAt() {
        return cancelledAt;
    }

    Instant pausedAt() {
        return pausedAt;
    }

    int priority() {
        return priority;
    }

    /** Null for no limit. */
    Integer maxParallel() {
        return maxParallel;
    }
}
