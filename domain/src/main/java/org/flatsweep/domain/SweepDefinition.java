package org.flatsweep.domain;

import static org.flatsweep.domain.Hyperparameter.ALPHA;
import static org.flatsweep.domain.Hyperparameter.SIGMA0;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * A grid of trials: every dataset × model × configuration of every method × seed.
 *
 * @param axes values of the hyperparameters that every method shares; a method without the hyperparameter ignores them
 * @param methods the methods with the axes of their own, which replace the shared ones
 */
public record SweepDefinition(
        String name,
        List<DatasetSpec> datasets,
        List<ModelSpec> models,
        Map<Hyperparameter, List<Object>> axes,
        List<MethodGrid> methods,
        List<Long> seeds,
        int maxAttempts) {

    /** A bound on the trials of one sweep: more is a slip of the pen. */
    public static final long MAX_TRIALS = 1_000_000;

    public static final int DEFAULT_MAX_ATTEMPTS = 3;

    /** One entry of {@code methods}. */
    public record MethodGrid(Method method, Map<Hyperparameter, List<Object>> axes) {}

    /** The trials, seeds varying fastest; a configuration that two method entries share comes once. */
    public List<TrialConfig> trials() {
        LinkedHashSet<TrialConfig> trials = new LinkedHashSet<>();
        for (DatasetSpec dataset : datasets) {
            for (ModelSpec model : models) {
                for (MethodGrid grid : methods) {
                    for (Map<Hyperparameter, Object> point : product(axesOf(grid))) {
                        for (long seed : seeds) {
                            trials.add(new TrialConfig(dataset, model, grid.method(), point, seed));
                        }
                    }
                }
            }
        }
        return List.copyOf(trials);
    }

    /** The number of trials before shared configurations are merged, by multiplication alone. */
    long sizeOfGrid() {
        double points = 0;
        for (MethodGrid grid : methods) {
            points += axesOf(grid).values().stream().mapToDouble(List::size).reduce(1, (a, b) -> a * b);
        }
        return (long) (points * datasets.size() * models.size() * seeds.size());
    }

    /** The axes that span a method's configurations: defaults, under shared axes, under the method's own. */
    private Map<Hyperparameter, List<Object>> axesOf(MethodGrid grid) {
        Map<Hyperparameter, List<Object>> effective = new EnumMap<>(Hyperparameter.class);
        grid.method().defaults().forEach((hyperparameter, value) -> effective.put(hyperparameter, List.of(value)));
        layer(effective, grid.method(), axes);
        layer(effective, grid.method(), grid.axes());
        return effective;
    }

    /** α and σ₀ determine each other, α = 1/(2Nσ₀²), so the one given nearest to the method displaces the other. */
    private static void layer(
            Map<Hyperparameter, List<Object>> effective, Method method, Map<Hyperparameter, List<Object>> axes) {
        axes.forEach((hyperparameter, values) -> {
            if (method.hyperparameters().contains(hyperparameter)) {
                effective.put(hyperparameter, values);
                if (hyperparameter == SIGMA0) {
                    effective.remove(ALPHA);
                } else if (hyperparameter == ALPHA) {
                    effective.remove(SIGMA0);
                }
            }
        });
    }

    private static List<Map<Hyperparameter, Object>> product(Map<Hyperparameter, List<Object>> axes) {
        List<Map<Hyperparameter, Object>> points = List.of(new EnumMap<>(Hyperparameter.class));
        for (var axis : axes.entrySet()) {
            List<Map<Hyperparameter, Object>> extended = new ArrayList<>(points.size() * axis.getValue().size());
            for (var point : points) {
                for (Object value : axis.getValue()) {
                    var next = new EnumMap<>(point);
                    next.put(axis.getKey(), value);
                    extended.add(next);
                }
            }
            points = extended;
        }
        return points;
    }
}
