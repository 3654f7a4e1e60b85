package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import java.util.function.Supplier;

/** Keeps the result of a computation and gives back at once what else it allocated, before a pass needs the memory. */
final class Transient {

    private Transient() {}

    /** @return the result, which belongs to the caller's open {@link NDScope} */
    static NDArray allBut(Supplier<NDArray> computation) {
        NDArray result;
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            result = computation.get();
            NDScope.unregister(result);
        }
        NDScope.register(result);
        return result;
    }
}
