package org.flatsweep.domain;

import static org.flatsweep.domain.Hyperparameter.ALPHA;
import static org.flatsweep.domain.Hyperparameter.SIGMA0;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
        QueuePolicy queue,
        Optional<ProbePlan> probes) {

    /** A bound on the trials of one sweep: more is a slip of the pen. */
    public static final long MAX_TRIALS = 1_000_000;

    /** A bound on the values of one axis, and on any other list. */
    static final int MAX_AXIS = 10_000;

    /** One entry of {@code methods}. */
    public record MethodGrid(Method method, Map<Hyperparameter, List<Object>> axes) {}

    /**
     * The trials one by one, seeds varying fastest; a configuration that two method entries share comes once, where the
     * first of them has it.
     */
    public Stream<TrialConfig> trials() {
        return datasets.stream().flatMap(dataset -> models.stream().flatMap(model -> IntStream.range(0, methods.size())
                .boxed()
                .flatMap(entry -> newPoints(entry).flatMap(point -> seeds.stream().map(seed ->
                        new TrialConfig(dataset, model, methods.get(entry).method(), point, seed, probes))))));
    }

    /** The points of an entry's grid that no earlier entry of the same method has. */
    private Stream<Map<Hyperparameter, Object>> newPoints(int entry) {
        List<Grid> earlier = IntStream.range(0, entry)
                .filter(other -> methods.get(other).method() == methods.get(entry).method())
                .mapToObj(this::grid)
                .toList();
        return grid(entry).points().filter(point -> earlier.stream().noneMatch(grid -> grid.contains(point)));
    }

    /** The number of trials before shared configurations are merged. */
    public long sizeOfGrid() {
        double points = IntStream.range(0, methods.size()).mapToDouble(entry -> grid(entry).size()).sum();
        return (long) (points * datasets.size() * models.size() * seeds.size());
    }

    /** What an entry of {@code methods} spans: shared axes, under the entry's own. */
    Grid grid(int entry) {
        MethodGrid grid = methods.get(entry);
        Map<Hyperparameter, List<Object>> effective = new EnumMap<>(Hyperparameter.class);
        layer(effective, grid.method(), axes);
        layer(effective, grid.method(), grid.axes());
        return new Grid(grid.method(), effective);
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
}
