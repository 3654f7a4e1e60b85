package org.flatsweep.api.trial;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.MapsId;
import jakarta.persistence.OneToOne;
import java.util.Map;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

@Entity
@Immutable
class Result {

    @Id
    Long trialId;

    @MapsId
    @OneToOne(fetch = FetchType.LAZY)
    @JoinColumn(name = "trial_id")
    Trial trial;

    double trainLoss;
    double validationLoss;
    Double validationAccuracy;
    double testLoss;
    Double testAccuracy;
    double trainSeconds;

    @JdbcTypeCode(SqlTypes.JSON)
    Map<String, Object> provenance;

    protected Result() {}
}
