package org.flatsweep.training;

import java.util.EnumMap;
import java.util.Map;
import org.flatsweep.domain.DatasetSpec;
import org.flatsweep.domain.Hyperparameter;
import org.flatsweep.domain.Method;
import org.flatsweep.domain.ModelSpec;
import org.flatsweep.domain.TrialConfig;

/** Trials of WRN-10-1 on the digits. */
final class Trials {

    private Trials() {}

    /** All hyperparameters at their defaults but for {@code settings}. */
    static TrialConfig trial(Method method, double validation, Map<Hyperparameter, Object> settings) {
        Map<Hyperparameter, Object> hyperparameters = new EnumMap<>(method.defaults());
        hyperparameters.putAll(settings);
        return new TrialConfig(new DatasetSpec("digits", 16, validation), new ModelSpec("wrn", 10, 1), method,
                hyperparameters, 0);
    }
}
