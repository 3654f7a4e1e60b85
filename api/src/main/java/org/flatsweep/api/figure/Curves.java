package org.flatsweep.api.figure;

import java.util.List;
import org.jfree.chart.JFreeChart;

/**
 * A line and an error band for each method.
 *
 * @param y what the points' means are
 */
record Curves(String title, String caption, Abscissa abscissa, Quantity y, List<Curve> curves) implements Figure {

    /** What x is, which decides how its axis is divided. */
    enum Abscissa {
        RHO,
        EPOCH
    }

    @Override
    public JFreeChart chart() {
        return CurveChart.of(this);
    }
}
