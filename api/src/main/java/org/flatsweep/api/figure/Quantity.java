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
        if (metric.matches(".*(accuracy|ece|train_error|test_error)")) {
            return new Quantity(name, "%", 100);
        }
        return new Quantity(name, metric.matches(".*(loss|elbo|nll|kl)") ? "nats" : "", 1);
    }

    String label() {
        return unit.isEmpty() ? name : "%s (%s)".formatted(name, unit);
    }
}
