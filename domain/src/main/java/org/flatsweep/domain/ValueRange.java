package org.flatsweep.domain;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The values a hyperparameter may take, and how a raw JSON or YAML scalar becomes one of them. */
public sealed interface ValueRange {

    /** The canonical value of {@code raw}, or empty when it lies outside this range. */
    Optional<Object> accept(Object raw);

    /** What is allowed, as it appears in an error message: "a number > 0". */
    String describe();

    /** The same as JSON Schema, which may allow more where it has no words for it, but never less. */
    Map<String, Object> schema();

    /** Finite real numbers in an interval; canonical values are {@link Double}. */
    record Reals(double from, boolean fromIncluded, double to, boolean toIncluded) implements ValueRange {

        static Reals positive() {
            return new Reals(0, false, Double.POSITIVE_INFINITY, false);
        }

        static Reals nonNegative() {
            return new Reals(0, true, Double.POSITIVE_INFINITY, false);
        }

        /** [0, 1). */
        static Reals fraction() {
            return new Reals(0, true, 1, false);
        }

        @Override
        public Optional<Object> accept(Object raw) {
            if (!(raw instanceof Number number)) {
                return Optional.empty();
            }
            double value = number.doubleValue();
            boolean aboveFrom = fromIncluded ? value >= from : value > from;
            boolean belowTo = toIncluded ? value <= to : value < to;
            // -0.0 would give the same trial another identity.
            return aboveFrom && belowTo ? Optional.of(value + 0.0) : Optional.empty();
        }

        @Override
        public String describe() {
            String lower = "a number " + (fromIncluded ? "≥ " : "> ") + number(from);
            return Double.isInfinite(to) ? lower : lower + " and " + (toIncluded ? "≤ " : "< ") + number(to);
        }

        @Override
        public Map<String, Object> schema() {
            Map<String, Object> schema = new LinkedHashMap<>();
            schema.put("type", "number");
            schema.put(fromIncluded ? "minimum" : "exclusiveMinimum", new BigDecimal(number(from)));
            if (!Double.isInfinite(to)) {
                schema.put(toIncluded ? "maximum" : "exclusiveMaximum", new BigDecimal(number(to)));
            }
            return schema;
        }

        private static String number(double bound) {
            return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
        }
    }

    /** A number, or a word that stands for one to be derived; canonical values are {@link Double} or {@link String}. */
    record RealsOr(Reals reals, String word) implements ValueRange {

        @Override
        public Optional<Object> accept(Object raw) {
            return word.equals(raw) ? Optional.of(word) : reals.accept(raw);
        }

        @Override
        public String describe() {
            return reals.describe() + ", or " + word;
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("oneOf", List.of(reals.schema(), Choice.of(word).schema()));
        }
    }

    /** Whole numbers from..to, both included; canonical values are {@link Long}. */
    record Integers(long from, long to) implements ValueRange {

        @Override
        public Optional<Object> accept(Object raw) {
            if (!(raw instanceof Number number)) {
                return Optional.empty();
            }
            double value = number.doubleValue();
            return value == Math.rint(value) && value >= from && value <= to
                    ? Optional.of(number.longValue())
                    : Optional.empty();
        }

        @Override
        public String describe() {
            return "a whole number from " + from + " to " + to;
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("type", "integer", "format", to > Integer.MAX_VALUE ? "int64" : "int32",
                    "minimum", from, "maximum", to);
        }
    }

    /** One of a few words; canonical values are {@link String}. */
    record Choice(List<String> words) implements ValueRange {

        static Choice of(String... words) {
            return new Choice(List.of(words));
        }

        @Override
        public Optional<Object> accept(Object raw) {
            return raw instanceof String word && words.contains(word) ? Optional.of(word) : Optional.empty();
        }

        @Override
        public String describe() {
            return "one of " + String.join(", ", words);
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("type", "string", "enum", words);
        }
    }

    /** Depths of WideResNets, 6n + 4; canonical values are {@link Long}. */
    record Depths() implements ValueRange {

        private static final Integers BOUNDS = new Integers(10, 1_000);

        @Override
        public Optional<Object> accept(Object raw) {
            return BOUNDS.accept(raw).filter(depth -> ((Long) depth - 4) % 6 == 0);
        }

        @Override
        public String describe() {
            return "a depth 6n + 4 from 10 to 1000: 10, 16, 22, 28, 34, 40, …";
        }

        /** Of 6n + 4 all that can be said in fewer words than a list of every depth. */
        @Override
        public Map<String, Object> schema() {
            Map<String, Object> schema = new LinkedHashMap<>(BOUNDS.schema());
            schema.put("multipleOf", 2);
            schema.put("examples", List.of(10, 16, 22, 28, 34, 40));
            return schema;
        }
    }

    /** Names, without what moves a terminal's cursor; canonical values are {@link String}, stripped. */
    record Text(int maxLength) implements ValueRange {

        @Override
        public Optional<Object> accept(Object raw) {
            return raw instanceof String text && !text.isBlank() && text.length() <= maxLength
                    && text.codePoints().allMatch(Text::isPrintable) ? Optional.of(text.strip()) : Optional.empty();
        }

        /** Half a surrogate pair is not: no text of a database can hold it. */
        private static boolean isPrintable(int codePoint) {
            return !Character.isISOControl(codePoint) && Character.getType(codePoint) != Character.SURROGATE;
        }

        @Override
        public String describe() {
            return "a text of 1 to " + maxLength + " printable characters";
        }

        /** The classes are spelt out, as not every regular expression knows Unicode's. */
        @Override
        public Map<String, Object> schema() {
            String printable = "[^\\x00-\\x1f\\x7f-\\x9f]*";
            String noSpace = "[^\\x00-\\x20\\x7f-\\x9f]";
            return Map.of("type", "string", "minLength", 1, "maxLength", maxLength,
                    "pattern", "^" + printable + noSpace + printable + "$");
        }
    }

    /** true or false; canonical values are {@link Boolean}. */
    record Flag() implements ValueRange {

        @Override
        public Optional<Object> accept(Object raw) {
            return raw instanceof Boolean ? Optional.of(raw) : Optional.empty();
        }

        @Override
        public String describe() {
            return "true or false";
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("type", "boolean");
        }
    }
}
