package org.flatsweep.domain;

import static org.flatsweep.domain.Hyperparameter.ALPHA;
import static org.flatsweep.domain.Hyperparameter.SIGMA0;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The configurations of one method that some axes span, defaults included.
 *
 * @param axes values by hyperparameter; those that the method does not have are ignored
 */
record Grid(Method method, Map<Hyperparameter, List<Object>> axes) {

    /** Every configuration. An axis that does not apply at a point does not multiply it. */
    Stream<Map<Hyperparameter, Object>> points() {
        return product(method.hyperparameters());
    }

    /** The points as far as others depend on them: optimisers, and parts of a composition. */
    Stream<Map<Hyperparameter, Object>> forks() {
        return product(method.hyperparameters().stream().filter(Hyperparameter::decides).toList());
    }

    /** What is wrong with some of the points; found without the axes that no objection looks at. */
    Stream<Objection> objections() {
        return product(method.hyperparameters().stream().filter(Objection.LOOKS_AT::contains).toList())
                .flatMap(point -> Objection.to(method, point).stream())
                .distinct();
    }

    private Stream<Map<Hyperparameter, Object>> product(Collection<Hyperparameter> hyperparameters) {
        Stream<Map<Hyperparameter, Object>> points = Stream.of(new EnumMap<>(Hyperparameter.class));
        for (Hyperparameter hyperparameter : hyperparameters) {
            points = points.flatMap(point -> {
                List<Object> values = valuesAt(point, hyperparameter);
                return values.isEmpty() ? Stream.of(point) : values.stream().map(value -> {
                    Map<Hyperparameter, Object> next = new EnumMap<>(point);
                    next.put(hyperparameter, value);
                    return next;
                });
            });
        }
        return points;
    }

    /** How many points there are, mostly by multiplication. */
    double size() {
        return forks().mapToDouble(fork -> method.hyperparameters().stream()
                .filter(hyperparameter -> !hyperparameter.decides())
                .mapToDouble(hyperparameter -> Math.max(1, valuesAt(fork, hyperparameter).size()))
                .reduce(1, (a, b) -> a * b)).sum();
    }

    boolean contains(Map<Hyperparameter, Object> point) {
        return method.hyperparameters().stream().allMatch(hyperparameter -> {
            List<Object> values = valuesAt(point, hyperparameter);
            return values.isEmpty() ? !point.containsKey(hyperparameter) : values.contains(point.get(hyperparameter));
        });
    }

    /** Empty where it does not apply, or follows from another: α = 1/(2Nσ₀²). */
    List<Object> valuesAt(Map<Hyperparameter, Object> point, Hyperparameter hyperparameter) {
        if (!hyperparameter.appliesAt(point)) {
            return List.of();
        }
        if (axes.containsKey(hyperparameter)) {
            return axes.get(hyperparameter);
        }
        return hyperparameter == ALPHA && axes.containsKey(SIGMA0)
                ? List.of()
                : method.defaultAt(point, hyperparameter).map(List::of).orElse(List.of());
    }
}
