package org.flatsweep.api.trial;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OneToOne;
import jakarta.persistence.OrderBy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.flatsweep.domain.Measure;
import org.flatsweep.domain.TrialState;
import org.hibernate.annotations.BatchSize;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A trial with its attempts and its result. Read only: every move of its state is one fenced SQL statement. */
@Entity
@Immutable
class Trial {

    @Id
    Long id;

    long sweepId;
    int number;

    @JdbcTypeCode(SqlTypes.JSON)
    Map<String, Object> config;

    String method;
    String dataset;
    String model;
    long seed;
    String configurationHash;
    int epochs;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    Measure measure;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    TrialState state;

    int attempt;
    int failures;
    String workerId;
    int epoch;
    Instant createdAt;
    Instant startedAt;
    Instant finishedAt;
    Instant pausedAt;
    int priority;
    int retries;
    Long reusedFrom;

    @OneToOne(mappedBy = "trial", fetch = FetchType.LAZY)
    Result result;

    @OneToMany(mappedBy = "trial")
    @OrderBy("attempt")
    @BatchSize(size = 1_000)
    List<Attempt> attempts;

    protected Trial() {}
}
