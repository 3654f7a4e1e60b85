package org.flatsweep.domain;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.flatsweep.domain.ValueRange.Choice;
import org.flatsweep.domain.ValueRange.Flag;

/** Writes {@code dashboard-ui/src/api/vocabulary.ts}, which the form and the names of methods are made of. */
final class DashboardVocabulary {

    private DashboardVocabulary() {}

    static String typeScript() {
        return """
                // Made from the code by DashboardVocabularyTest, which says how; not to be edited.

                /** With the hyperparameters that each has at some point of a grid. */
                export const METHODS = [
                %s] as const;

                /** That some method has. The standard is what it is where nobody gives it, if methods agree on that. */
                export const HYPERPARAMETERS = [
                %s] as const;
                """.formatted(
                        lines(Arrays.stream(Method.values()).map(DashboardVocabulary::method)),
                        lines(Arrays.stream(Hyperparameter.values()).filter(h -> !defaults(h).isEmpty())
                                .map(DashboardVocabulary::hyperparameter)));
    }

    private static String method(Method method) {
        return "  { name: %s, label: %s, hyperparameters: %s },".formatted(text(method.key()), text(method.label()),
                texts(method.hyperparameters().stream().map(Hyperparameter::key).toList()));
    }

    private static String hyperparameter(Hyperparameter hyperparameter) {
        Set<Optional<Object>> defaults = defaults(hyperparameter);
        Optional<String> standard = defaults.size() > 1 ? Optional.empty()
                : defaults.iterator().next().map(value -> text(SweepReference.value(value)));
        return "  { name: %s, standard: %s, choices: %s },".formatted(text(hyperparameter.key()),
                standard.orElse("undefined"), choices(hyperparameter.range()));
    }

    private static Set<Optional<Object>> defaults(Hyperparameter hyperparameter) {
        return Arrays.stream(Method.values())
                .filter(method -> method.hyperparameters().contains(hyperparameter))
                .map(method -> method.defaultAt(Map.of(), hyperparameter))
                .collect(toSet());
    }

    private static String choices(ValueRange range) {
        return range instanceof Choice choice ? texts(choice.words())
                : range instanceof Flag ? texts(List.of("true", "false"))
                : "undefined";
    }

    private static String texts(List<String> texts) {
        return texts.stream().map(DashboardVocabulary::text).collect(joining(", ", "[", "]"));
    }

    private static String text(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private static String lines(Stream<String> lines) {
        return lines.map(line -> line + "\n").collect(joining());
    }
}
