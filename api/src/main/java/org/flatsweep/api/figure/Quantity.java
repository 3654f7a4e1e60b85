package org.flatsweep.api.figure;

/**
 * What an axis shows.
 *
 * @param unit as on the axis; empty for a bare number
 * @param factor from what the database has to the unit
 */
record Quantity(String name, String unit, double factor) {

    /** @param metric its name: validation_accuracy */
    static Quantity ofMetric(String metric) {
        String words = metric.replace('_', ' ').replaceAll("\\belbo\\b", "ELBO");
        String name = Character.toUpperCase(words.charAt(0)) + words.substring(1);
        return switch (metric.substring(metric.lastIndexOf('_') + 1)) {
            case "accuracy", "error", "ece" -> new Quantity(name, "%", 100);
            case "loss", "elbo", "nll" -> new Quantity(name, "nats", 1);
            default -> new Quantity(name, "", 1);
        };
    }

    String label() {
        return unit.isEmpty() ? name : "%s (%s)".formatted(name, unit);
    }
}
