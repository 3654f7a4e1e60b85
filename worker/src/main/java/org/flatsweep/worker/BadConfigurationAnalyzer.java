package org.flatsweep.worker;

import org.flatsweep.training.BadConfigurationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in one line what this machine cannot be set to, where Spring would print a stack trace. */
class BadConfigurationAnalyzer extends AbstractFailureAnalyzer<BadConfigurationException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, BadConfigurationException cause) {
        return new FailureAnalysis(cause.getMessage(), "Correct the FLATSWEEP_… environment variable.", cause);
    }
}
