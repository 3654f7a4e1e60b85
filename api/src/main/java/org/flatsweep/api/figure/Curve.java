package org.flatsweep.api.figure;

import java.util.List;
import org.flatsweep.domain.Method;

/**
 * A method's line through its means.
 *
 * @param label for the legend: the method, and what is missing
 * @param marked whether each point has a mark
 * @param points by x, at least one
 */
record Curve(Method method, String label, boolean marked, List<Point> points) {}
