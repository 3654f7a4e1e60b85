package org.flatsweep.api.results;

/** What tables for people put beside the mean test number. */
enum Spread {
    standard_error("standard error"),
    standard_deviation("standard deviation"),
    interval("95 % bootstrap interval");

    private final String label;

    Spread(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
