package org.flatsweep.worker;

/**
 * The fencing token of an attempt: a write that carries it changes nothing unless the trial is still RUNNING at exactly
 * this attempt.
 */
record Fence(long trialId, int attempt) {}
