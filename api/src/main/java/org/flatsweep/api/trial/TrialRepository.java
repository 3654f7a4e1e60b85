package org.flatsweep.api.trial;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.flatsweep.domain.TrialState;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.EntityGraph;
import org.springframework.data.repository.Repository;

interface TrialRepository extends Repository<Trial, Long> {

    @EntityGraph(attributePaths = "result")
    Optional<Trial> findById(long id);

    boolean existsById(long id);

    @EntityGraph(attributePaths = "result")
    List<Trial> findByIdInOrderById(Collection<Long> ids);

    @EntityGraph(attributePaths = "result")
    List<Trial> findBySweepIdAndNumberGreaterThanOrderByNumber(long sweepId, int after, Limit limit);

    @EntityGraph(attributePaths = "result")
    List<Trial> findBySweepIdAndStateAndNumberGreaterThanOrderByNumber(
            long sweepId, TrialState state, int after, Limit limit);
}
