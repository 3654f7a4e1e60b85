package org.flatsweep.api.figure;

import java.util.Locale;
import java.util.stream.Stream;

/** Probes that tell how sharp a minimum is, columns of {@code results.probe}; docs/probes.md defines them. */
enum Sharpness {
    SHARPNESS_STEP("Rise at SAM's step, L(μ + ε*) − L(μ) (nats)"),
    SHARPNESS_MAX("Greatest rise found, max L(μ + ε) − L(μ) (nats)"),
    SHARPNESS_MEAN("Mean rise, E L(μ + ε) − L(μ) (nats)"),
    LAMBDA_MAX("Largest eigenvalue of the Hessian"),
    TRACE_SIGMA_H("Tr[ΣH]");

    private final String label;

    Sharpness(String label) {
        this.label = label;
    }

    String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    String label() {
        return label;
    }

    static Sharpness byColumn(String column) {
        return valueOf(Choice.require("measure", column, Stream.of(values()).map(Sharpness::column).toList())
                .toUpperCase(Locale.ROOT));
    }
}
