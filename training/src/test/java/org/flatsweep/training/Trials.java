package org.flatsweep.training;

import java.util.Map;
import org.flatsweep.domain.DatasetSpec;
import org.flatsweep.domain.Hyperparameter;
import org.flatsweep.domain.Method;
import org.flatsweep.domain.TrialConfig;
import org.flatsweep.domain.WideResNetSpec;

/** Trials of WRN-10-1 on the digits. */
final class Trials {

    private Trials() {}

    /** All hyperparameters at their defaults but for {@code settings}. */
    static TrialConfig trial(Method method, double validation, Map<Hyperparameter, Object> settings) {
        return new TrialConfig(new DatasetSpec("digits", 16, validation), new WideResNetSpec(10, 1), method,
                method.complete(settings), 0);
    }
}
