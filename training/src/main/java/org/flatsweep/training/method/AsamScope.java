package org.flatsweep.training.method;

import java.util.EnumSet;
import java.util.Set;
import org.flatsweep.training.model.TensorKind;

/** Which parameters ASAM scales by their magnitude; the others are perturbed unscaled. */
enum AsamScope {
    /** Whatever PyTorch names weight, as the authors' code has it. */
    ALL_WEIGHTS(TensorKind.WEIGHT, TensorKind.NORM_SCALE),
    CONV_LINEAR(TensorKind.WEIGHT);

    private final Set<TensorKind> scaled;

    AsamScope(TensorKind first, TensorKind... others) {
        this.scaled = EnumSet.of(first, others);
    }

    Set<TensorKind> scaled() {
        return scaled;
    }
}
