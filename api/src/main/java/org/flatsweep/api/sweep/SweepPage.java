package org.flatsweep.api.sweep;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sweeps, the newest first.
 *
 * @param next the value of {@code before} that gives the next page; null on the last
 */
record SweepPage(List<SweepView> sweeps, @Nullable Long next) {}
