package org.flatsweep.api.log;

import org.slf4j.MDC;
import org.slf4j.MDC.MDCCloseable;

/** Of which sweep and trial a line of this node's log speaks: fields of lines as JSON, named as workers name theirs. */
public final class LogFields {

    private static final String SWEEP_ID = "sweep_id";
    private static final String TRIAL_ID = "trial_id";

    private LogFields() {}

    /** @param log writes lines about the sweep */
    public static void ofSweep(long sweepId, Runnable log) {
        try (MDCCloseable sweep = MDC.putCloseable(SWEEP_ID, Long.toString(sweepId))) {
            log.run();
        }
    }

    /** @param log writes lines about the trial */
    public static void ofTrial(long sweepId, long trialId, Runnable log) {
        try (MDCCloseable trial = MDC.putCloseable(TRIAL_ID, Long.toString(trialId))) {
            ofSweep(sweepId, log);
        }
    }
}
