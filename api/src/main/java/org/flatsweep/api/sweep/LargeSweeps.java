package org.flatsweep.api.sweep;

import java.time.Duration;
import java.util.function.Supplier;
import org.flatsweep.api.limit.Places;
import org.flatsweep.api.problem.Problem;
import org.flatsweep.domain.SweepDefinition;
import org.springframework.stereotype.Component;

/**
 * Few sweeps of many trials are previewed or stored at a time for clients of a node, as each takes a processor for
 * seconds, and one that is stored a database connection for as long.
 */
@Component
class LargeSweeps {

    static final int AT_A_TIME = 2;

    /** With fewer a sweep costs what other requests do. */
    static final int TRIALS = 10_000;

    private final Places places = new Places(AT_A_TIME,
            "sweeps of %d trials or more are previewed or stored".formatted(TRIALS), Duration.ofSeconds(5));

    /**
     * @param work with the trials of {@code definition}
     * @throws Problem 429 if they are many and too many are worked on
     */
    <T> T admit(SweepDefinition definition, Supplier<T> work) {
        return definition.sizeOfGrid() < TRIALS ? work.get() : places.take(work::get);
    }
}
