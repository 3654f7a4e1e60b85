package org.flatsweep.api.figure;

import java.util.List;
import org.flatsweep.domain.Method;
import org.jfree.chart.JFreeChart;

/** The sharpness and the test error of trials. */
record Scatter(String title, String caption, Sharpness sharpness, List<Trials> trials) implements Figure {

    /** The trials of a method. */
    record Trials(Method method, List<Trial> points) {}

    /** @param testError a fraction */
    record Trial(double sharpness, double testError) {}

    @Override
    public JFreeChart chart() {
        return ScatterChart.of(this);
    }
}
