package org.flatsweep.domain;

import static java.util.stream.Collectors.toCollection;
import static org.flatsweep.domain.DefinitionField.AT;
import static org.flatsweep.domain.DefinitionField.CUDA;
import static org.flatsweep.domain.DefinitionField.DATASET;
import static org.flatsweep.domain.DefinitionField.DATASET_NAME;
import static org.flatsweep.domain.DefinitionField.DEPTH;
import static org.flatsweep.domain.DefinitionField.FROM;
import static org.flatsweep.domain.DefinitionField.GPU_MEMORY;
import static org.flatsweep.domain.DefinitionField.GRID;
import static org.flatsweep.domain.DefinitionField.HIDDEN;
import static org.flatsweep.domain.DefinitionField.IMAGES;
import static org.flatsweep.domain.DefinitionField.LATENT;
import static org.flatsweep.domain.DefinitionField.MAX_ATTEMPTS;
import static org.flatsweep.domain.DefinitionField.MAX_PARALLEL;
import static org.flatsweep.domain.DefinitionField.METHODS;
import static org.flatsweep.domain.DefinitionField.METHOD_GRID;
import static org.flatsweep.domain.DefinitionField.MODEL;
import static org.flatsweep.domain.DefinitionField.MODEL_NAME;
import static org.flatsweep.domain.DefinitionField.NAME;
import static org.flatsweep.domain.DefinitionField.NOISE;
import static org.flatsweep.domain.DefinitionField.NOISE_LAMBDA;
import static org.flatsweep.domain.DefinitionField.PRIORITY;
import static org.flatsweep.domain.DefinitionField.PROBES;
import static org.flatsweep.domain.DefinitionField.PROBE_RHO;
import static org.flatsweep.domain.DefinitionField.RECOMPUTE_STATISTICS;
import static org.flatsweep.domain.DefinitionField.REQUIRES;
import static org.flatsweep.domain.DefinitionField.RESOLUTION;
import static org.flatsweep.domain.DefinitionField.REUSE;
import static org.flatsweep.domain.DefinitionField.SAMPLES;
import static org.flatsweep.domain.DefinitionField.SCALE;
import static org.flatsweep.domain.DefinitionField.SEEDS;
import static org.flatsweep.domain.DefinitionField.STEPS;
import static org.flatsweep.domain.DefinitionField.TO;
import static org.flatsweep.domain.DefinitionField.VALIDATION;
import static org.flatsweep.domain.DefinitionField.WEIGHT_DECAY;
import static org.flatsweep.domain.DefinitionField.WIDTH;
import static org.flatsweep.domain.Hyperparameter.ADAM_BETA1;
import static org.flatsweep.domain.Hyperparameter.ADAM_BETA2;
import static org.flatsweep.domain.Hyperparameter.ADAM_EPSILON;
import static org.flatsweep.domain.Hyperparameter.ALPHA;
import static org.flatsweep.domain.Hyperparameter.EPOCHS;
import static org.flatsweep.domain.Hyperparameter.LABEL_SMOOTHING;
import static org.flatsweep.domain.Hyperparameter.LR;
import static org.flatsweep.domain.Hyperparameter.MOMENTUM;
import static org.flatsweep.domain.Hyperparameter.NESTEROV;
import static org.flatsweep.domain.Hyperparameter.OPTIMIZER;
import static org.flatsweep.domain.Hyperparameter.SCHEDULE;
import static org.flatsweep.domain.Hyperparameter.SIGMA0;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flatsweep.domain.DefinitionField.Part;
import org.flatsweep.domain.SweepDefinition.MethodGrid;
import org.flatsweep.domain.ValueRange.Integers;

/** Turns a parsed JSON or YAML document into a {@link SweepDefinition}, or names everything wrong with it. */
public final class SweepDefinitionReader {

    /** What PyTorch-like configurations group under {@code optimizer}. */
    static final Set<Hyperparameter> OPTIMIZER_SETTINGS = EnumSet.of(
            LR, MOMENTUM, NESTEROV, ADAM_BETA1, ADAM_BETA2, ADAM_EPSILON, SCHEDULE);

    /** All that some method leaves open. */
    static final Set<Hyperparameter> SETTABLE = Arrays.stream(Method.values())
            .flatMap(method -> method.hyperparameters().stream())
            .collect(toCollection(() -> EnumSet.noneOf(Hyperparameter.class)));

    private static final long GIB = 1L << 30;

    private final List<Violation> violations = new ArrayList<>();
    /** One for each entry of {@code methods}. */
    private final List<Axes> ownAxes = new ArrayList<>();

    private SweepDefinitionReader() {}

    /**
     * @param document maps, lists, strings, numbers, booleans and nulls, as a JSON or YAML parser gives them
     * @throws InvalidSweepDefinitionException with every violation found
     */
    public static SweepDefinition read(Object document) {
        return new SweepDefinitionReader().definition(new Field("", document));
    }

    private SweepDefinition definition(Field root) {
        if (!isObject(root)) {
            throw new InvalidSweepDefinitionException(violations);
        }
        Set<String> allowed = DefinitionField.keys(Part.SWEEP);
        SETTABLE.stream().filter(h -> !OPTIMIZER_SETTINGS.contains(h)).forEach(h -> allowed.add(h.key()));
        refuseUnknown(root, allowed);

        String name = value(root, NAME).map(String.class::cast).orElse(null);
        List<DatasetSpec> datasets = child(root, DATASET).map(f -> oneOrMore(f, this::dataset)).orElse(List.of());
        List<ModelSpec> models = child(root, MODEL).map(f -> oneOrMore(f, this::model)).orElse(List.of());
        List<Long> seeds = child(root, SEEDS).map(f -> axis(f, SEEDS.range())).orElse(List.of())
                .stream().map(Long.class::cast).toList();
        QueuePolicy queue = queuePolicy(root);
        Optional<ProbePlan> probes = child(root, PROBES).filter(this::isObject).map(this::probes);

        Axes shared = new Axes();
        shared.addSettings(root, h -> h != OPTIMIZER && !OPTIMIZER_SETTINGS.contains(h));
        child(root, DefinitionField.OPTIMIZER).filter(this::isObject).ifPresent(optimizer -> {
            refuseUnknown(optimizer, union(keys(OPTIMIZER_SETTINGS), Set.of("name")));
            optimizer.child("name").ifPresent(choice -> shared.add(OPTIMIZER, choice, false));
            shared.addSettings(optimizer, OPTIMIZER_SETTINGS::contains);
        });
        child(root, GRID).ifPresent(shared::addGrid);

        List<MethodGrid> methods = child(root, METHODS).map(this::methods).orElse(List.of());
        refuseAxesOfNoMethod(shared, methods);
        if (!violations.isEmpty()) {
            throw new InvalidSweepDefinitionException(violations);
        }
        var definition = new SweepDefinition(name, datasets, models, shared.values, methods, seeds, queue, probes);
        refuseImpossible(definition, shared);
        if (!violations.isEmpty()) {
            throw new InvalidSweepDefinitionException(violations);
        }
        return definition;
    }

    private void refuseImpossible(SweepDefinition definition, Axes shared) {
        long size = definition.sizeOfGrid();
        if (size > SweepDefinition.MAX_TRIALS) {
            violations.add(new Violation("", size, "the grid has %d trials; at most %d are allowed in one sweep"
                    .formatted(size, SweepDefinition.MAX_TRIALS)));
            return;
        }
        List<Grid> grids = IntStream.range(0, definition.methods().size()).mapToObj(definition::grid).toList();
        for (int entry = 0; entry < grids.size(); entry++) {
            Grid grid = grids.get(entry);
            Axes own = ownAxes.get(entry);
            String place = "/methods/" + entry;
            own.sources.forEach((hyperparameter, field) -> refuseUnlessUsed(hyperparameter, field, List.of(grid)));
            grid.objections().forEach(objection -> violations.add(violation(objection, own, place)));
        }
        shared.sources.forEach((hyperparameter, field) -> refuseUnlessUsed(hyperparameter, field, grids));
        if (definition.models().stream().anyMatch(model -> model.measure() != Measure.ACCURACY)) {
            refuseLabelSmoothing(grids, shared);
        }
        definition.probes().ifPresent(plan -> refuseProbesAfterTheEnd(plan, grids));
    }

    private void refuseLabelSmoothing(List<Grid> grids, Axes shared) {
        Set<Field> places = new LinkedHashSet<>();
        for (int entry = 0; entry < grids.size(); entry++) {
            List<Object> values = grids.get(entry).axes().getOrDefault(LABEL_SMOOTHING, List.of());
            if (values.stream().anyMatch(value -> (Double) value != 0)) {
                places.add(ownAxes.get(entry).sources.getOrDefault(
                        LABEL_SMOOTHING, shared.sources.get(LABEL_SMOOTHING)));
            }
        }
        places.forEach(field -> refuse(field, "label_smoothing must be 0 where a model is %s, which has no classes to "
                .formatted(VaeSpec.NAME) + "smooth"));
    }

    private void refuseProbesAfterTheEnd(ProbePlan plan, List<Grid> grids) {
        long last = grids.stream().flatMap(grid -> grid.valuesAt(Map.of(), EPOCHS).stream())
                .mapToLong(Long.class::cast).max().orElseThrow();
        plan.at().stream().filter(epoch -> epoch > last).findFirst().ifPresent(epoch -> violations.add(new Violation(
                "/probes/at", epoch, "must name epochs up to %d, the last that any trial has".formatted(last))));
    }

    /** At its own field, where it was given for this method alone. */
    private static Violation violation(Objection objection, Axes own, String place) {
        String pointer = Optional.ofNullable(own.sources.get(objection.about())).map(Field::pointer).orElse(place);
        return new Violation(pointer, objection.value(), objection.about().key() + " " + objection.reason());
    }

    private void refuseUnlessUsed(Hyperparameter hyperparameter, Field field, List<Grid> grids) {
        boolean used = grids.stream().filter(grid -> grid.method().hyperparameters().contains(hyperparameter))
                .anyMatch(grid -> grid.forks().anyMatch(hyperparameter::appliesAt));
        if (!used) {
            refuse(field, "%s applies only where it has %s".formatted(
                    hyperparameter.key(), hyperparameter.appliesWhere()));
        }
    }

    private void refuseAxesOfNoMethod(Axes shared, List<MethodGrid> methods) {
        if (methods.isEmpty()) {
            return;
        }
        shared.sources.forEach((hyperparameter, field) -> {
            if (methods.stream().noneMatch(m -> m.method().hyperparameters().contains(hyperparameter))) {
                refuse(field, "no method of this sweep has " + hyperparameter.key());
            }
        });
    }

    private DatasetSpec dataset(Field field) {
        if (!(field.value instanceof Map)) {
            return scalar(field, DATASET_NAME.range())
                    .map(name -> dataset((String) name, Optional.empty(), DatasetSpec.DEFAULT_VALIDATION))
                    .orElse(null);
        }
        refuseUnknown(field, DefinitionField.keys(Part.DATASET));
        Optional<Object> name = value(field, DATASET_NAME);
        Optional<Object> validation = value(field, VALIDATION);
        return name.isPresent() && validation.isPresent()
                ? dataset((String) name.get(), child(field, RESOLUTION), (Double) validation.get())
                : null;
    }

    private DatasetSpec dataset(String name, Optional<Field> resolution, double validation) {
        List<Integer> resolutions = DatasetSpec.RESOLUTIONS.get(name);
        if (resolution.isEmpty()) {
            return new DatasetSpec(name, resolutions.get(0), validation);
        }
        Optional<Integer> side = new Integers(1, Integer.MAX_VALUE).accept(resolution.get().value)
                .map(pixels -> ((Long) pixels).intValue())
                .filter(resolutions::contains);
        if (side.isEmpty()) {
            refuse(resolution.get(), "must be one of %s pixels for %s".formatted(resolutions, name));
        }
        return side.map(pixels -> new DatasetSpec(name, pixels, validation)).orElse(null);
    }

    private ModelSpec model(Field field) {
        if (!isObject(field)) {
            return null;
        }
        return value(field, MODEL_NAME)
                .map(name -> name.equals(VaeSpec.NAME) ? vae(field) : wideResNet(field))
                .orElse(null);
    }

    private WideResNetSpec wideResNet(Field field) {
        refuseUnknown(field, DefinitionField.keys(Part.MODEL, Part.WIDE_RES_NET));
        Optional<Object> depth = value(field, DEPTH);
        Optional<Object> width = value(field, WIDTH);
        return depth.isPresent() && width.isPresent() ? new WideResNetSpec(integer(depth), integer(width)) : null;
    }

    private VaeSpec vae(Field field) {
        refuseUnknown(field, DefinitionField.keys(Part.MODEL, Part.VAE));
        Optional<Object> latent = value(field, LATENT);
        Optional<Object> hidden = value(field, HIDDEN);
        Optional<LatentNoise> noise = value(field, NOISE).flatMap(key -> LatentNoise.byKey((String) key));
        boolean interpolated = noise.filter(n -> n == LatentNoise.INTERPOLATED).isPresent();
        Optional<Object> lambda = interpolated ? value(field, NOISE_LAMBDA) : Optional.empty();
        if (noise.isPresent() && !interpolated) {
            child(field, NOISE_LAMBDA)
                    .ifPresent(f -> refuse(f, "lambda applies only where it has noise interpolated"));
        }
        return latent.isPresent() && hidden.isPresent() && noise.isPresent() && lambda.isPresent() == interpolated
                ? new VaeSpec(integer(latent), integer(hidden), noise.get(), lambda.map(Double.class::cast))
                : null;
    }

    private QueuePolicy queuePolicy(Field root) {
        return new QueuePolicy(
                integer(value(root, MAX_ATTEMPTS)),
                integer(value(root, PRIORITY)),
                value(root, MAX_PARALLEL).map(n -> ((Long) n).intValue()),
                flag(value(root, REUSE)),
                child(root, REQUIRES).filter(this::isObject).flatMap(this::gpuBytes));
    }

    private Optional<Long> gpuBytes(Field requires) {
        refuseUnknown(requires, DefinitionField.keys(Part.REQUIRES));
        Optional<Object> cuda = value(requires, CUDA);
        if (cuda.equals(Optional.of(false))) {
            child(requires, GPU_MEMORY).ifPresent(f -> refuse(f, "needs a GPU, and cuda is false"));
        }
        return value(requires, GPU_MEMORY).map(gib -> (long) ((Double) gib * GIB))
                .or(() -> cuda.filter(Boolean.TRUE::equals).map(yes -> 0L));
    }

    private ProbePlan probes(Field field) {
        refuseUnknown(field, DefinitionField.keys(Part.PROBES));
        List<Object> at = child(field, AT).map(f -> axis(f, AT.range())).orElse(List.of());
        return new ProbePlan(
                at.stream().map(epoch -> ((Long) epoch).intValue()).toList(),
                integer(value(field, IMAGES)),
                integer(value(field, SAMPLES)),
                value(field, PROBE_RHO).map(Double.class::cast),
                flag(value(field, RECOMPUTE_STATISTICS)));
    }

    private List<MethodGrid> methods(Field field) {
        List<MethodGrid> grids = new ArrayList<>();
        for (Field entry : items(field)) {
            Object methodName = entry.value instanceof Map
                    ? entry.child("name").map(Field::value).orElse(null)
                    : entry.value;
            Optional<Method> method = methodName instanceof String key ? Method.byKey(key) : Optional.empty();
            if (method.isEmpty()) {
                Field place = entry.value instanceof Map ? new Field(entry.pointer + "/name", methodName) : entry;
                refuse(place, "must be the name of a method: "
                        + String.join(", ", Arrays.stream(Method.values()).map(Method::key).toList()));
                continue;
            }
            Axes own = new Axes();
            if (entry.value instanceof Map) {
                Set<Hyperparameter> has = method.get().hyperparameters();
                refuseUnknown(entry, union(keys(has), DefinitionField.keys(Part.METHOD), Set.of(WEIGHT_DECAY.key())));
                own.addSettings(entry, has::contains);
                child(entry, METHOD_GRID).ifPresent(own::addGrid);
                own.sources.forEach((hyperparameter, source) -> {
                    if (!has.contains(hyperparameter)) {
                        refuse(source, "%s has no %s; it has %s".formatted(
                                method.get().key(), hyperparameter.key(), String.join(", ", keys(has))));
                    }
                });
            }
            grids.add(new MethodGrid(method.get(), own.values));
            ownAxes.add(own);
        }
        return grids;
    }

    /** The hyperparameter values given at one level of the document, settings and grid alike, each at most once. */
    private final class Axes {
        private final Map<Hyperparameter, List<Object>> values = new EnumMap<>(Hyperparameter.class);
        private final Map<Hyperparameter, Field> sources = new EnumMap<>(Hyperparameter.class);

        void addSettings(Field object, Function<Hyperparameter, Boolean> belongsHere) {
            for (Field setting : object.children()) {
                hyperparameter(setting).filter(belongsHere::apply).ifPresent(h -> add(h, setting, false));
            }
        }

        void addGrid(Field grid) {
            if (!isObject(grid)) {
                return;
            }
            refuseUnknown(grid, union(keys(SETTABLE), Set.of(WEIGHT_DECAY.key())));
            for (Field axis : grid.children()) {
                hyperparameter(axis).ifPresent(h -> add(h, axis, true));
            }
        }

        private Optional<Hyperparameter> hyperparameter(Field field) {
            return field.key().equals(WEIGHT_DECAY.key())
                    ? Optional.of(ALPHA)
                    : Hyperparameter.byKey(field.key()).filter(SETTABLE::contains);
        }

        private void add(Hyperparameter hyperparameter, Field field, boolean isAxis) {
            if (hyperparameter.derivation().filter(word -> word.equals(field.value)).isPresent()) {
                return;
            }
            Field earlier = sources.putIfAbsent(hyperparameter, field);
            if (earlier != null) {
                refuse(field, "%s is already given at %s".formatted(hyperparameter.key(), earlier.pointer));
                return;
            }
            if (sources.containsKey(ALPHA) && sources.containsKey(SIGMA0)
                    && (hyperparameter == ALPHA || hyperparameter == SIGMA0)) {
                Field other = sources.get(hyperparameter == ALPHA ? SIGMA0 : ALPHA);
                refuse(field, "alpha = 1/(2 N sigma0²), so give only one of them; the other is at " + other.pointer);
                return;
            }
            List<Object> accepted = isAxis
                    ? axis(field, hyperparameter.range())
                    : scalar(field, hyperparameter.range()).map(List::of).orElse(List.of());
            if (field.key().equals(WEIGHT_DECAY.key())) {
                accepted = accepted.stream().map(w -> (Object) ((Double) w / 2)).toList();
            }
            values.put(hyperparameter, accepted);
        }
    }

    /** A list of distinct values, {@code {from, to, steps, scale}}, or one value. Not empty unless it was refused. */
    private List<Object> axis(Field field, ValueRange range) {
        if (field.value instanceof Map) {
            return interval(field, range);
        }
        if (!(field.value instanceof List)) {
            return scalar(field, range).map(List::of).orElse(List.of());
        }
        Set<Object> distinct = new LinkedHashSet<>();
        for (Field item : items(field)) {
            scalar(item, range)
                    .filter(value -> !distinct.add(value))
                    .ifPresent(value -> refuse(item, "stands twice in this list"));
        }
        return List.copyOf(distinct);
    }

    private List<Object> interval(Field field, ValueRange range) {
        refuseUnknown(field, DefinitionField.keys(Part.INTERVAL));
        Optional<Object> from = child(field, FROM).flatMap(f -> scalar(f, range));
        Optional<Object> to = child(field, TO).flatMap(f -> scalar(f, range));
        Optional<Object> steps = value(field, STEPS);
        Optional<Object> scale = value(field, SCALE);
        if (from.isEmpty() || to.isEmpty() || steps.isEmpty() || scale.isEmpty()) {
            return List.of();
        }
        if (!(from.get() instanceof Number a && to.get() instanceof Number b)) {
            refuse(field, "must be a list: " + range.describe());
            return List.of();
        }
        double low = a.doubleValue();
        double high = b.doubleValue();
        boolean log = scale.get().equals("log");
        if (low >= high || log && low <= 0) {
            refuse(field, log ? "needs 0 < from < to on a log scale" : "needs from < to");
            return List.of();
        }
        int count = ((Long) steps.get()).intValue();
        Set<Object> values = new LinkedHashSet<>();
        for (int i = 0; i < count; i++) {
            double t = (double) i / (count - 1);
            double inner = rounded(log ? low * Math.pow(high / low, t) : low + (high - low) * t);
            double value = i == 0 ? low : i == count - 1 ? high : inner;
            values.add(range.accept(range instanceof Integers ? Math.rint(value) : value).orElseThrow());
        }
        if (values.size() < count) {
            refuse(field, "has only %d whole numbers, fewer than its %d steps".formatted(values.size(), count));
        }
        return List.copyOf(values);
    }

    /** Twelve digits, so that a decade of a log scale reads 0.001 rather than 0.0009999999999999998. */
    private static double rounded(double value) {
        return new BigDecimal(value).round(new MathContext(12)).doubleValue();
    }

    private Optional<Object> scalar(Field field, ValueRange range) {
        Optional<Object> value = range.accept(field.value);
        if (value.isEmpty()) {
            refuse(field, "must be " + range.describe());
        }
        return value;
    }

    /** What stands there, or the default; empty where it was refused, and where there is none. */
    private Optional<Object> value(Field object, DefinitionField field) {
        Optional<Field> child = child(object, field);
        return child.isEmpty() ? field.defaultValue() : scalar(child.get(), field.range());
    }

    private Optional<Field> child(Field object, DefinitionField field) {
        Optional<Field> child = object.child(field.key());
        if (child.isEmpty() && field.isRequired()) {
            refuse(new Field(object.pointer + "/" + field.key(), null), "is required");
        }
        return child;
    }

    /** Of what was refused, and nothing will be made of, 0. */
    private static int integer(Optional<Object> value) {
        return value.map(number -> ((Long) number).intValue()).orElse(0);
    }

    /** As {@link #integer}. */
    private static boolean flag(Optional<Object> value) {
        return value.map(Boolean.class::cast).orElse(false);
    }

    private <T> List<T> oneOrMore(Field field, Function<Field, T> reader) {
        List<T> read = new ArrayList<>();
        for (Field item : field.value instanceof List ? items(field) : List.of(field)) {
            T element = reader.apply(item);
            if (element != null && read.contains(element)) {
                refuse(item, "stands twice in this list");
            } else if (element != null) {
                read.add(element);
            }
        }
        return read;
    }

    private List<Field> items(Field field) {
        if (!(field.value instanceof List<?> list) || list.isEmpty() || list.size() > SweepDefinition.MAX_AXIS) {
            refuse(field, "must be a list of 1 to %d entries".formatted(SweepDefinition.MAX_AXIS));
            return List.of();
        }
        List<Field> items = new ArrayList<>(list.size());
        for (Object item : list) {
            items.add(new Field(field.pointer + "/" + items.size(), item));
        }
        return items;
    }

    private boolean isObject(Field field) {
        if (field.value instanceof Map) {
            return true;
        }
        refuse(field, "must be an object");
        return false;
    }

    private void refuseUnknown(Field object, Set<String> allowed) {
        for (Field child : object.children()) {
            if (!allowed.contains(child.key())) {
                refuse(child, "is not a known field; known here: " + String.join(", ", new TreeSet<>(allowed)));
            }
        }
    }

    private void refuse(Field field, String message) {
        violations.add(new Violation(field.pointer, field.value, message));
    }

    private static Set<String> keys(Collection<Hyperparameter> hyperparameters) {
        Set<String> keys = new LinkedHashSet<>();
        hyperparameters.forEach(h -> keys.add(h.key()));
        return keys;
    }

    @SafeVarargs
    private static Set<String> union(Set<String>... sets) {
        return Stream.of(sets).flatMap(Set::stream).collect(toCollection(LinkedHashSet::new));
    }

    /** A value in the document and the JSON pointer to it. */
    private record Field(String pointer, Object value) {

        String key() {
            String token = pointer.substring(pointer.lastIndexOf('/') + 1);
            return token.replace("~1", "/").replace("~0", "~");
        }

        /** The child of that name; a null in the document counts as absent. */
        Optional<Field> child(String key) {
            return value instanceof Map<?, ?> map && map.get(key) != null
                    ? Optional.of(new Field(pointerTo(key), map.get(key)))
                    : Optional.empty();
        }

        List<Field> children() {
            List<Field> children = new ArrayList<>();
            if (value instanceof Map<?, ?> map) {
                map.forEach((key, child) -> children.add(new Field(pointerTo(String.valueOf(key)), child)));
            }
            return children;
        }

        private String pointerTo(String key) {
            return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
        }
    }
}
