package org.flatsweep.api.trial;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import java.io.Serializable;
import java.time.Instant;
import org.flatsweep.domain.AttemptEnd;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

@Entity
@Immutable
@IdClass(Attempt.Key.class)
class Attempt {

    record Key(Long trial, int attempt) implements Serializable {}

    @Id
    @ManyToOne(fetch = FetchType.LAZY)
    @JoinColumn(name = "trial_id")
    Trial trial;

    @Id
    int attempt;

    String workerId;
    Instant startedAt;
    int resumedFromEpoch;
    Instant endedAt;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    AttemptEnd ended;

    String message;

    protected Attempt() {}
}
