package org.flatsweep.api.events;

import java.util.Map;

/** The metrics of one epoch of a trial, by name. */
record MetricsEvent(long trialId, int epoch, Map<String, Double> values) {}
