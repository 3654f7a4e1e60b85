package org.flatsweep.domain;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static org.flatsweep.domain.Hyperparameter.COVARIANCE;
import static org.flatsweep.domain.Hyperparameter.LR;
import static org.flatsweep.domain.Hyperparameter.OPTIMIZER;
import static org.flatsweep.domain.Hyperparameter.PENALTY;
import static org.flatsweep.domain.Hyperparameter.PERTURBATION;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.flatsweep.domain.DefinitionField.Part;
import org.flatsweep.domain.ValueRange.Choice;

/** Writes {@code docs/sweep-definition.md} from what the reader goes by. */
final class SweepReference {

    private static final String NONE = "–";
    private static final Set<Hyperparameter> PARTS = EnumSet.of(PERTURBATION, COVARIANCE, PENALTY);

    private final StringBuilder text = new StringBuilder();

    private SweepReference() {}

    static String markdown() {
        return new SweepReference().write();
    }

    private String write() {
        line("# The sweep definition");
        line("");
        line("<!-- Made from the code by SweepReferenceTest, which says how; not to be edited. -->");
        line("");
        line("A sweep is every dataset × model × configuration of every method × seed, as YAML or JSON:");
        line("");
        line("```yaml");
        text.append(SweepReferenceTest.EXAMPLE);
        line("```");
        line("");
        line("[methods.md](methods.md) has the equations, [queue.md](queue.md) tells how trials wait, and"
                + " [examples](../examples) has");
        line("more definitions. An unknown field is refused, and so is a hyperparameter that nothing in the sweep has.");
        line("Null counts as absent, but for a hyperparameter. [openapi.json](../api/openapi.json) has all this as JSON"
                + " Schema, in");
        line("`" + SweepSchema.DEFINITION + "` and what it refers to; what takes two fields to see, such as from < to,"
                + " only the API tells.");
        section("Sweep", "Hyperparameters stand beside these fields, but for those of `optimizer`.", Part.SWEEP);
        section("Datasets", "The objects in `dataset`; a name alone stands for its object.", Part.DATASET);
        datasets();
        section("Models", "The objects in `model`.", Part.MODEL);
        heading(3, "`wrn`: a WideResNet", "Zagoruyko and Komodakis 2016.");
        fields(Part.WIDE_RES_NET);
        heading(3, "`vae`: a variational autoencoder", "Kingma and Welling 2013; [vae.md](vae.md).");
        fields(Part.VAE);
        section("Methods", "The objects in `methods`; a name alone stands for its object. Hyperparameters that the"
                + " method has stand beside these\nfields and in its `grid`, and replace what the sweep says for all.",
                Part.METHOD);
        methods();
        compositions();
        section("Axes", "In a `grid` a hyperparameter has one value, a list of different ones, or the object below."
                + " An axis multiplies only the\ntrials that have it.", Part.INTERVAL);
        heading(2, "Hyperparameters", "A default may depend on the method; *derived* is what the meaning says.");
        heading(3, "Optimiser and schedule", "Fields of `optimizer` (where `optimizer` itself is `name`), of a method,"
                + " or of a grid. Without a gradient or a score\nfunction there is none.");
        hyperparameters(SweepDefinitionReader.OPTIMIZER_SETTINGS::contains, OPTIMIZER);
        heading(3, "All others", "Fields of the sweep, of a method, or of a grid.");
        hyperparameters(h -> h != OPTIMIZER && !SweepDefinitionReader.OPTIMIZER_SETTINGS.contains(h)
                && !PARTS.contains(h));
        heading(3, "Parts of a composition", "Of the method `composed` alone.");
        hyperparameters(PARTS::contains);
        section("Probes", "The object in `probes`; [probes.md](probes.md).", Part.PROBES);
        section("Workers", "The object in `requires`.", Part.REQUIRES);
        heading(2, "Limits", String.format(Locale.ROOT, "A sweep has at most %,d trials, and a list or an axis at most"
                + " %,d values.", SweepDefinition.MAX_TRIALS, SweepDefinition.MAX_AXIS));
        return text.toString();
    }

    private void datasets() {
        table("dataset", "resolutions, the default first");
        new TreeMap<>(DatasetSpec.RESOLUTIONS).forEach((name, resolutions) ->
                row(code(name), resolutions.stream().map(String::valueOf).collect(joining(", "))));
    }

    private void methods() {
        table("method", "in tables", "perturbation", "covariance", "penalty", "estimator");
        for (Method method : Method.values()) {
            row(code(method.key()), method.label(), part(method, PERTURBATION), part(method, COVARIANCE),
                    part(method, PENALTY), part(method, Hyperparameter.ESTIMATOR));
        }
    }

    private static String part(Method method, Hyperparameter part) {
        return method.row().getOrDefault(part, "any");
    }

    private void compositions() {
        heading(3, "What can be composed", "The penalties that a composition of a perturbation and a covariance may"
                + " have.");
        List<String> covariances = words(COVARIANCE);
        table(Stream.concat(Stream.of("perturbation"), covariances.stream().map(SweepReference::code))
                .toArray(String[]::new));
        for (String perturbation : words(PERTURBATION)) {
            row(Stream.concat(Stream.of(code(perturbation)),
                    covariances.stream().map(covariance -> penalties(perturbation, covariance)))
                    .toArray(String[]::new));
        }
    }

    private static String penalties(String perturbation, String covariance) {
        String allowed = words(PENALTY).stream()
                .filter(penalty -> Objection.to(Method.COMPOSED, new EnumMap<>(Map.of(PERTURBATION, perturbation,
                        COVARIANCE, covariance, PENALTY, penalty))).isEmpty())
                .collect(joining(", "));
        return allowed.isEmpty() ? NONE : allowed;
    }

    private static List<String> words(Hyperparameter part) {
        return ((Choice) part.range()).words();
    }

    private void section(String title, String introduction, Part part) {
        heading(2, title, introduction);
        fields(part);
    }

    private void fields(Part part) {
        table("field", "meaning", "allowed", "default", "example");
        Arrays.stream(DefinitionField.values()).filter(field -> field.part() == part).forEach(field -> row(
                code(field.key()), field.meaning(), field.allowed(),
                field.isRequired() ? "required" : field.defaultValue().map(SweepReference::value).orElse(NONE),
                code("%s: %s".formatted(field.key(), field.example()))));
    }

    private void hyperparameters(Predicate<Hyperparameter> chosen, Hyperparameter... first) {
        table("field", "symbol", "meaning", "allowed", "default", "which have it", "example");
        Stream.concat(Arrays.stream(first), Arrays.stream(Hyperparameter.values()).filter(chosen))
                .filter(h -> !methodsWith(h).isEmpty())
                .forEach(h -> row(code(h.key()), h.symbol().isEmpty() ? NONE : h.symbol(), h.meaning(),
                        allowed(h), defaults(h), owners(h), code("%s: %s".formatted(h.key(), h.example()))));
    }

    private static String allowed(Hyperparameter hyperparameter) {
        return hyperparameter.range().describe()
                + hyperparameter.derivation().map(word -> ", or " + word + ", as without it").orElse("");
    }

    private static Set<Method> methodsWith(Hyperparameter hyperparameter) {
        return Arrays.stream(Method.values()).filter(method -> method.hyperparameters().contains(hyperparameter))
                .collect(toCollection(() -> EnumSet.noneOf(Method.class)));
    }

    /** Methods, and the optimiser that it takes besides. */
    private static String owners(Hyperparameter hyperparameter) {
        Set<Method> owners = methodsWith(hyperparameter);
        Set<Method> others = EnumSet.complementOf(EnumSet.copyOf(owners));
        String methods = others.isEmpty() ? "all"
                : owners.size() > others.size() ? "all but " + keys(others)
                : keys(owners);
        return hyperparameter.dependsOn().contains(OPTIMIZER) ? hyperparameter.appliesWhere() : methods;
    }

    private static String defaults(Hyperparameter hyperparameter) {
        Map<String, Set<Method>> methods = new LinkedHashMap<>();
        for (Method method : methodsWith(hyperparameter)) {
            String value = method.defaultAt(Map.of(), hyperparameter).map(SweepReference::value).orElse("derived");
            methods.computeIfAbsent(value, v -> EnumSet.noneOf(Method.class)).add(method);
        }
        String most = methods.keySet().iterator().next();
        String others = methods.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(most))
                .map(entry -> "; %s of %s".formatted(entry.getKey(), keys(entry.getValue())))
                .collect(joining());
        Optional<Object> adamW = Method.SGD.defaultAt(Map.of(OPTIMIZER, "adamw"), hyperparameter);
        return most + others + (hyperparameter == LR ? "; %s with adamw".formatted(value(adamW.orElseThrow())) : "");
    }

    private static String keys(Set<Method> methods) {
        return methods.stream().map(Method::key).collect(joining(", "));
    }

    /** As definitions write it. */
    static String value(Object value) {
        if (!(value instanceof Double number)) {
            return value.toString();
        }
        BigDecimal decimal = new BigDecimal(number).round(new MathContext(12)).stripTrailingZeros();
        return decimal.scale() <= 0 ? decimal.toPlainString() : decimal.toString().replace('E', 'e');
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    private void heading(int level, String title, String introduction) {
        line("");
        line("#".repeat(level) + " " + title);
        line("");
        line(introduction);
    }

    private void table(String... headings) {
        line("");
        row(headings);
        line("|" + "---|".repeat(headings.length));
    }

    private void row(String... cells) {
        line("| " + Stream.of(cells).map(cell -> cell.replace("|", "\\|")).collect(joining(" | ")) + " |");
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
