package org.flatsweep.worker;

import java.time.Instant;

/** @param message with the stack trace of what was thrown, if it was logged */
record LogLine(Instant at, String level, String message) {}
