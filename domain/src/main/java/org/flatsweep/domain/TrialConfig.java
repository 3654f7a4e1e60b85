package org.flatsweep.domain;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * Everything that decides a trial's result: a configuration and a seed.
 *
 * @param hyperparameters canonical values (see {@link ValueRange}) of exactly the hyperparameters this trial uses
 */
public record TrialConfig(
        DatasetSpec dataset, ModelSpec model, Method method, Map<Hyperparameter, Object> hyperparameters, long seed) {

    public TrialConfig {
        hyperparameters = Collections.unmodifiableMap(new EnumMap<>(hyperparameters));
    }

    public boolean has(Hyperparameter hyperparameter) {
        return hyperparameters.containsKey(hyperparameter);
    }

    /** @throws IllegalArgumentException if this trial does not have the hyperparameter, as in the three below */
    public double real(Hyperparameter hyperparameter) {
        return (Double) value(hyperparameter);
    }

    public int integer(Hyperparameter hyperparameter) {
        return Math.toIntExact((Long) value(hyperparameter));
    }

    public String word(Hyperparameter hyperparameter) {
        return (String) value(hyperparameter);
    }

    public boolean flag(Hyperparameter hyperparameter) {
        return (Boolean) value(hyperparameter);
    }

    private Object value(Hyperparameter hyperparameter) {
        return Optional.ofNullable(hyperparameters.get(hyperparameter))
                .orElseThrow(() -> new IllegalArgumentException("a trial of %s with %s has no %s".formatted(
                        method.key(), hyperparameters, hyperparameter.key())));
    }

    /** SHA-256, in hex, of all but the seed: trials that share it are averaged in the paper's tables. */
    public String configurationHash() {
        return Sha256.of(canonical());
    }

    /** SHA-256, in hex, of the whole: trials that share it have the same result. */
    public String identity() {
        return Sha256.of(canonical() + "|seed=" + seed);
    }

    private String canonical() {
        StringJoiner text = new StringJoiner("|");
        text.add("dataset=%s,%d,%s".formatted(dataset.name(), dataset.resolution(), exact(dataset.validation())));
        text.add("model=%s,%d,%d".formatted(model.name(), model.depth(), model.width()));
        text.add("method=" + method.key());
        hyperparameters.forEach((hyperparameter, value) -> text.add(hyperparameter.key() + "=" + exact(value)));
        return text.toString();
    }

    /** Hexadecimal for doubles, because the decimal form differs between Java versions. */
    private static String exact(Object value) {
        return value instanceof Double number ? Double.toHexString(number) : value.toString();
    }

    /** The form stored in the database and shown by the API; {@link #fromMap} reads it back. */
    public Map<String, Object> toMap() {
        Map<String, Object> settings = new LinkedHashMap<>();
        hyperparameters.forEach((hyperparameter, value) -> settings.put(hyperparameter.key(), value));
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("dataset", ordered("name", dataset.name(), "resolution", dataset.resolution(),
                "validation", dataset.validation()));
        map.put("model", ordered("name", model.name(), "depth", model.depth(), "width", model.width()));
        map.put("method", method.key());
        map.put("hyperparameters", settings);
        map.put("seed", seed);
        return map;
    }

    /** @throws IllegalArgumentException if {@code map} is not of {@link #toMap}'s form */
    public static TrialConfig fromMap(Map<String, ?> map) {
        try {
            Map<?, ?> dataset = (Map<?, ?>) map.get("dataset");
            Map<?, ?> model = (Map<?, ?>) map.get("model");
            Map<Hyperparameter, Object> hyperparameters = new EnumMap<>(Hyperparameter.class);
            ((Map<?, ?>) map.get("hyperparameters")).forEach((key, value) -> {
                Hyperparameter hyperparameter = Hyperparameter.byKey((String) key).orElseThrow();
                hyperparameters.put(hyperparameter, hyperparameter.range().accept(value).orElseThrow());
            });
            return new TrialConfig(
                    new DatasetSpec((String) dataset.get("name"), number(dataset.get("resolution")).intValue(),
                            number(dataset.get("validation")).doubleValue()),
                    new ModelSpec((String) model.get("name"), number(model.get("depth")).intValue(),
                            number(model.get("width")).intValue()),
                    Method.byKey((String) map.get("method")).orElseThrow(),
                    hyperparameters,
                    number(map.get("seed")).longValue());
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("not a trial configuration that this version can read: " + map, e);
        }
    }

    private static Number number(Object value) {
        return (Number) value;
    }

    private static Map<String, Object> ordered(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
