package org.flatsweep.api.sweep;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.repository.Repository;

interface SweepRepository extends Repository<Sweep, Long> {

    Optional<Sweep> findById(long id);

    Optional<Sweep> findByIdempotencyKey(String key);

    List<Sweep> findByIdLessThanOrderByIdDesc(long before, Limit limit);

    List<Sweep> findByIdIn(Collection<Long> ids);

    boolean existsById(long id);
}
