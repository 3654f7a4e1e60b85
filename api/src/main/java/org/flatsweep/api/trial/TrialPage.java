package org.flatsweep.api.trial;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Trials of a sweep by number.
 *
 * @param next the value of {@code after} that gives the next page; null on the last
 */
record TrialPage(List<TrialView> trials, @Nullable Integer next) {}
