package org.flatsweep.domain;

import static java.util.stream.Collectors.joining;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * Everything that decides a trial's result, which is a configuration and a seed, and what to measure on the way.
 *
 * @param hyperparameters canonical values (see {@link ValueRange}) of exactly the hyperparameters this trial uses
 * @param probes no part of its identity
 */
public record TrialConfig(
        DatasetSpec dataset, ModelSpec model, Method method, Map<Hyperparameter, Object> hyperparameters, long seed,
        Optional<ProbePlan> probes) {

    public TrialConfig {
        hyperparameters = Collections.unmodifiableMap(new EnumMap<>(hyperparameters));
    }

    /** Without probes. */
    public TrialConfig(DatasetSpec dataset, ModelSpec model, Method method, Map<Hyperparameter, Object> hyperparameters,
            long seed) {
        this(dataset, model, method, hyperparameters, seed, Optional.empty());
    }

    public TrialConfig with(ProbePlan plan) {
        return new TrialConfig(dataset, model, method, hyperparameters, seed, Optional.of(plan));
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

    /** Whether its value is that word. */
    public boolean is(Hyperparameter hyperparameter, String word) {
        return word.equals(hyperparameters.get(hyperparameter));
    }

    public boolean flag(Hyperparameter hyperparameter) {
        return (Boolean) value(hyperparameter);
    }

    /**
     * A word that the method fixes or, where it leaves the part open, this trial chose.
     *
     * @param part the estimator, perturbation, covariance or penalty
     */
    public String part(Hyperparameter part) {
        return method.row().containsKey(part) ? method.row().get(part) : word(part);
    }

    private Object value(Hyperparameter hyperparameter) {
        return Optional.ofNullable(hyperparameters.get(hyperparameter))
                .orElseThrow(() -> new IllegalArgumentException("a trial of %s with %s has no %s".formatted(
                        method.key(), hyperparameters, hyperparameter.key())));
    }

    /** SHA-256, in hex, of all but the seed and the probes: trials that share it are averaged in the paper's tables. */
    public String configurationHash() {
        return Sha256.of(canonical());
    }

    /** SHA-256, in hex, of all but the probes: trials that share it have the same result. */
    public String identity() {
        return Sha256.of(canonical() + "|seed=" + seed);
    }

    private String canonical() {
        StringJoiner text = new StringJoiner("|");
        text.add("dataset=%s,%d,%s".formatted(dataset.name(), dataset.resolution(), exact(dataset.validation())));
        text.add("model=" + model.toMap().values().stream().map(TrialConfig::exact).collect(joining(",")));
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
        map.put("model", model.toMap());
        map.put("method", method.key());
        map.put("hyperparameters", settings);
        map.put("seed", seed);
        probes.ifPresent(plan -> map.put("probes", plan.toMap()));
        return map;
    }

    /**
     * Hyperparameters that an earlier version did not have yet take their defaults, which are what it did.
     *
     * @throws IllegalArgumentException if {@code map} is not of {@link #toMap}'s form
     */
    public static TrialConfig fromMap(Map<String, ?> map) {
        try {
            Map<?, ?> dataset = (Map<?, ?>) map.get("dataset");
            Method method = Method.byKey((String) map.get("method")).orElseThrow();
            Map<Hyperparameter, Object> hyperparameters = new EnumMap<>(Hyperparameter.class);
            ((Map<?, ?>) map.get("hyperparameters")).forEach((key, value) -> {
                Hyperparameter hyperparameter = Hyperparameter.byKey((String) key).orElseThrow();
                hyperparameters.put(hyperparameter, hyperparameter.range().accept(value).orElseThrow());
            });
            return new TrialConfig(
                    new DatasetSpec((String) dataset.get("name"), number(dataset.get("resolution")).intValue(),
                            number(dataset.get("validation")).doubleValue()),
                    ModelSpec.fromMap((Map<?, ?>) map.get("model")),
                    method,
                    method.complete(hyperparameters),
                    number(map.get("seed")).longValue(),
                    Optional.ofNullable((Map<?, ?>) map.get("probes")).map(ProbePlan::fromMap));
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
