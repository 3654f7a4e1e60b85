package org.flatsweep.api.figure;

import org.jspecify.annotations.Nullable;

/**
 * A mean over seeds.
 *
 * @param standardError of the mean; null for one seed
 */
record Point(double x, double mean, @Nullable Double standardError) {}
