package org.flatsweep.domain;

import static java.util.stream.Collectors.toCollection;
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
import static org.flatsweep.domain.Hyperparameter.RHO;
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
import org.flatsweep.domain.SweepDefinition.MethodGrid;
import org.flatsweep.domain.ValueRange.Choice;
import org.flatsweep.domain.ValueRange.Flag;
import org.flatsweep.domain.ValueRange.Integers;
import org.flatsweep.domain.ValueRange.Reals;

/** Turns a parsed JSON or YAML document into a {@link SweepDefinition}, or names everything wrong with it. */
public final class SweepDefinitionReader {

    /** α under the name and the scale of PyTorch's optimisers: w = 2α. */
    private static final String WEIGHT_DECAY = "weight_decay";

    /** What PyTorch-like configurations group under {@code optimizer}. */
    private static final Set<Hyperparameter> OPTIMIZER_SETTINGS = EnumSet.of(
            LR, MOMENTUM, NESTEROV, ADAM_BETA1, ADAM_BETA2, ADAM_EPSILON, SCHEDULE);

    /** All that some method leaves open. */
    private static final Set<Hyperparameter> SETTABLE = Arrays.stream(Method.values())
            .flatMap(method -> method.hyperparameters().stream())
            .collect(toCollection(() -> EnumSet.noneOf(Hyperparameter.class)));

    private static final int MAX_NAME = 200;
    private static final int MAX_AXIS = 10_000;
    /** JSON numbers are exact up to here in every client, JavaScript's included. */
    private static final ValueRange SEEDS = new Integers(0, (1L << 53) - 1);
    private static final ValueRange ATTEMPTS = new Integers(1, 100);
    private static final ValueRange PRIORITIES =
            new Integers(-QueuePolicy.MAX_PRIORITY, QueuePolicy.MAX_PRIORITY);
    private static final ValueRange PARALLEL = new Integers(1, 1_000_000);
    private static final ValueRange GPU_MEMORY = new Reals(0, false, 10_000, true);
    private static final long GIB = 1L << 30;
    private static final ValueRange PROBE_IMAGES = new Integers(16, 1_000_000);
    /** A standard error takes two. */
    private static final ValueRange PROBE_SAMPLES = new Integers(2, 10_000);
    private static final ValueRange WIDTH = new Integers(1, 64);
    private static final ValueRange UNITS = new Integers(1, 8_192);
    private static final ValueRange NOISE =
            new Choice(Arrays.stream(LatentNoise.values()).map(LatentNoise::key).toList());
    private static final ValueRange LATENT_LAMBDA = new Reals(0, true, 1, true);
    private static final ValueRange VALIDATION = new Reals(0, false, 0.5, true);

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
        Set<String> allowed = new TreeSet<>(Set.of(
                "name", "dataset", "model", "optimizer", "grid", "methods", "seeds", "probes", WEIGHT_DECAY,
                "max_attempts", "priority", "max_parallel", "reuse", "requires"));
        SETTABLE.stream().filter(h -> !OPTIMIZER_SETTINGS.contains(h)).forEach(h -> allowed.add(h.key()));
        refuseUnknown(root, allowed);

        String name = required(root, "name").map(this::name).orElse(null);
        List<DatasetSpec> datasets = required(root, "dataset").map(f -> oneOrMore(f, this::dataset)).orElse(List.of());
        List<ModelSpec> models = required(root, "model").map(f -> oneOrMore(f, this::model)).orElse(List.of());
        List<Long> seeds = required(root, "seeds").map(f -> axis(f, SEEDS)).orElse(List.of())
                .stream().map(Long.class::cast).toList();
        QueuePolicy queue = queuePolicy(root);
        Optional<ProbePlan> probes = root.child("probes").filter(this::isObject).map(this::probes);

        Axes shared = new Axes();
        shared.addSettings(root, h -> h != OPTIMIZER && !OPTIMIZER_SETTINGS.contains(h));
        root.child("optimizer").filter(this::isObject).ifPresent(optimizer -> {
            refuseUnknown(optimizer, union(keys(OPTIMIZER_SETTINGS), "name"));
            optimizer.child("name").ifPresent(choice -> shared.add(OPTIMIZER, choice, false));
            shared.addSettings(optimizer, OPTIMIZER_SETTINGS::contains);
        });
        root.child("grid").ifPresent(shared::addGrid);

        List<MethodGrid> methods = required(root, "methods").map(this::methods).orElse(List.of());
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

    private String name(Field field) {
        if (field.value instanceof String text && !text.isBlank() && text.length() <= MAX_NAME
                && text.codePoints().allMatch(SweepDefinitionReader::isText)) {
            return text.strip();
        }
        String length = field.value instanceof String text ? " (this one has %d)".formatted(text.length()) : "";
        refuse(field, "must be a text of 1 to %d printable characters%s".formatted(MAX_NAME, length));
        return null;
    }

    /** Half a surrogate pair is none: no text of a database can hold it. */
    private static boolean isText(int codePoint) {
        return !Character.isISOControl(codePoint) && Character.getType(codePoint) != Character.SURROGATE;
    }

    private DatasetSpec dataset(Field field) {
        Optional<String> name;
        Field resolution = null;
        Field validation = null;
        if (field.value instanceof Map) {
            refuseUnknown(field, Set.of("name", "resolution", "validation"));
            name = required(field, "name").flatMap(this::datasetName);
            resolution = field.child("resolution").orElse(null);
            validation = field.child("validation").orElse(null);
        } else {
            name = datasetName(field);
        }
        double fraction = validation == null ? DatasetSpec.DEFAULT_VALIDATION
                : (Double) scalar(validation, VALIDATION).orElse(DatasetSpec.DEFAULT_VALIDATION);
        if (name.isEmpty()) {
            return null;
        }
        List<Integer> resolutions = DatasetSpec.RESOLUTIONS.get(name.get());
        int side = resolutions.get(0);
        if (resolution != null) {
            if (resolution.value instanceof Number number && resolutions.contains(number.intValue())
                    && number.intValue() == number.doubleValue()) {
                side = number.intValue();
            } else {
                refuse(resolution, "must be one of %s pixels for %s".formatted(resolutions, name.get()));
            }
        }
        return new DatasetSpec(name.get(), side, fraction);
    }

    private Optional<String> datasetName(Field field) {
        return scalar(field, new Choice(List.copyOf(new TreeSet<>(DatasetSpec.RESOLUTIONS.keySet()))))
                .map(String.class::cast);
    }

    private ModelSpec model(Field field) {
        if (!isObject(field)) {
            return null;
        }
        return required(field, "name")
                .flatMap(f -> scalar(f, Choice.of(WideResNetSpec.NAME, VaeSpec.NAME)))
                .map(name -> name.equals(VaeSpec.NAME) ? vae(field) : wideResNet(field))
                .orElse(null);
    }

    private WideResNetSpec wideResNet(Field field) {
        refuseUnknown(field, Set.of("name", "depth", "width"));
        Optional<Long> depth = required(field, "depth").flatMap(f -> {
            Optional<Object> n = new Integers(10, 1000).accept(f.value).filter(d -> ((Long) d - 4) % 6 == 0);
            if (n.isEmpty()) {
                refuse(f, "must be a depth 6n + 4 from 10 to 1000: 10, 16, 22, 28, 34, 40, …");
            }
            return n.map(Long.class::cast);
        });
        Optional<Long> width = required(field, "width").flatMap(f -> scalar(f, WIDTH)).map(Long.class::cast);
        return depth.isPresent() && width.isPresent()
                ? new WideResNetSpec(depth.get().intValue(), width.get().intValue())
                : null;
    }

    private VaeSpec vae(Field field) {
        refuseUnknown(field, Set.of("name", "latent", "hidden", "noise", "lambda"));
        Optional<Object> latent = required(field, "latent").flatMap(f -> scalar(f, UNITS));
        Optional<Object> hidden = required(field, "hidden").flatMap(f -> scalar(f, UNITS));
        Optional<LatentNoise> noise = optional(field, "noise", NOISE, LatentNoise.GAUSSIAN.key())
                .flatMap(key -> LatentNoise.byKey((String) key));
        boolean interpolated = noise.filter(n -> n == LatentNoise.INTERPOLATED).isPresent();
        Optional<Object> lambda = interpolated
                ? optional(field, "lambda", LATENT_LAMBDA, VaeSpec.DEFAULT_LAMBDA)
                : Optional.empty();
        if (noise.isPresent() && !interpolated) {
            field.child("lambda").ifPresent(f -> refuse(f, "lambda applies only where it has noise interpolated"));
        }
        return latent.isPresent() && hidden.isPresent() && noise.isPresent() && lambda.isPresent() == interpolated
                ? new VaeSpec(((Long) latent.get()).intValue(), ((Long) hidden.get()).intValue(), noise.get(),
                        lambda.map(Double.class::cast))
                : null;
    }

    private QueuePolicy queuePolicy(Field root) {
        Optional<Object> attempts = root.child("max_attempts").flatMap(f -> scalar(f, ATTEMPTS));
        Optional<Object> priority = root.child("priority").flatMap(f -> scalar(f, PRIORITIES));
        Optional<Object> parallel = root.child("max_parallel").flatMap(f -> scalar(f, PARALLEL));
        Optional<Object> reuse = root.child("reuse").flatMap(f -> scalar(f, new Flag()));
        return new QueuePolicy(
                attempts.map(n -> ((Long) n).intValue()).orElse(QueuePolicy.DEFAULT_MAX_ATTEMPTS),
                priority.map(n -> ((Long) n).intValue()).orElse(0),
                parallel.map(n -> ((Long) n).intValue()),
                reuse.map(Boolean.class::cast).orElse(true),
                root.child("requires").filter(this::isObject).flatMap(this::gpuBytes));
    }

    private Optional<Long> gpuBytes(Field requires) {
        refuseUnknown(requires, Set.of("cuda", "gpu_memory_gib"));
        Optional<Object> cuda = requires.child("cuda").flatMap(f -> scalar(f, new Flag()));
        Optional<Field> memory = requires.child("gpu_memory_gib");
        if (memory.isPresent() && cuda.equals(Optional.of(false))) {
            refuse(memory.get(), "needs a GPU, and cuda is false");
        }
        return memory.flatMap(f -> scalar(f, GPU_MEMORY)).map(gib -> (long) ((Double) gib * GIB))
                .or(() -> cuda.filter(Boolean.TRUE::equals).map(yes -> 0L));
    }

    private ProbePlan probes(Field field) {
        refuseUnknown(field, Set.of("at", "images", "samples", "rho", "recompute_statistics"));
        List<Object> at = field.child("at").map(f -> axis(f, EPOCHS.range())).orElse(List.of());
        Optional<Object> images = field.child("images").flatMap(f -> scalar(f, PROBE_IMAGES));
        Optional<Object> samples = field.child("samples").flatMap(f -> scalar(f, PROBE_SAMPLES));
        Optional<Object> rho = field.child("rho").flatMap(f -> scalar(f, RHO.range()));
        Optional<Object> recompute = field.child("recompute_statistics").flatMap(f -> scalar(f, new Flag()));
        return new ProbePlan(
                at.stream().map(epoch -> ((Long) epoch).intValue()).toList(),
                images.map(n -> ((Long) n).intValue()).orElse(ProbePlan.DEFAULT_IMAGES),
                samples.map(n -> ((Long) n).intValue()).orElse(ProbePlan.DEFAULT_SAMPLES),
                rho.map(Double.class::cast),
                recompute.map(Boolean.class::cast).orElse(false));
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
                refuseUnknown(entry, union(keys(has), "name", "grid", WEIGHT_DECAY));
                own.addSettings(entry, has::contains);
                entry.child("grid").ifPresent(own::addGrid);
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
            Set<String> allowed = keys(SETTABLE);
            refuseUnknown(grid, union(allowed, WEIGHT_DECAY));
            for (Field axis : grid.children()) {
                hyperparameter(axis).ifPresent(h -> add(h, axis, true));
            }
        }

        private Optional<Hyperparameter> hyperparameter(Field field) {
            return field.key().equals(WEIGHT_DECAY) ? Optional.of(ALPHA) : Hyperparameter.byKey(field.key()).filter(SETTABLE::contains);
        }

        private void add(Hyperparameter hyperparameter, Field field, boolean isAxis) {
            if (isDerivation(hyperparameter, field.value)) {
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
            if (field.key().equals(WEIGHT_DECAY)) {
                accepted = accepted.stream().map(w -> (Object) ((Double) w / 2)).toList();
            }
            values.put(hyperparameter, accepted);
        }

        /** {@code sigma0: from_alpha} and {@code alpha: from_sigma0} say in words what leaving the key out means. */
        private boolean isDerivation(Hyperparameter hyperparameter, Object value) {
            return hyperparameter == SIGMA0 && "from_alpha".equals(value)
                    || hyperparameter == ALPHA && "from_sigma0".equals(value);
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
        refuseUnknown(field, Set.of("from", "to", "steps", "scale"));
        Optional<Object> from = required(field, "from").flatMap(f -> scalar(f, range));
        Optional<Object> to = required(field, "to").flatMap(f -> scalar(f, range));
        Optional<Object> steps = required(field, "steps").flatMap(f -> scalar(f, new Integers(2, MAX_AXIS)));
        Optional<Object> scale = field.child("scale").map(f -> scalar(f, Choice.of("linear", "log")))
                .orElse(Optional.of("linear"));
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

    /** Empty where the field holds something that was refused. */
    private Optional<Object> optional(Field object, String key, ValueRange range, Object defaultValue) {
        return object.child(key).map(f -> scalar(f, range)).orElse(Optional.of(defaultValue));
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
        if (!(field.value instanceof List<?> list) || list.isEmpty() || list.size() > MAX_AXIS) {
            refuse(field, "must be a list of 1 to %d entries".formatted(MAX_AXIS));
            return List.of();
        }
        List<Field> items = new ArrayList<>(list.size());
        for (Object item : list) {
            items.add(new Field(field.pointer + "/" + items.size(), item));
        }
        return items;
    }

    private Optional<Field> required(Field object, String key) {
        Optional<Field> child = object.child(key);
        if (child.isEmpty()) {
            refuse(new Field(object.pointer + "/" + key, null), "is required");
        }
        return child;
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

    private static Set<String> union(Set<String> keys, String... more) {
        Set<String> all = new LinkedHashSet<>(keys);
        all.addAll(List.of(more));
        return all;
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
