package org.flatsweep.api.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.flatsweep.api.figure.Curves.Abscissa;
import org.flatsweep.domain.Method;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.data.xy.YIntervalSeriesCollection;
import org.junit.jupiter.api.Test;

class CurveChartTest {

    @Test
    void shouldBreakTheBandAtALoneSeedAndGiveALonePointABar() {
        XYPlot plot = plot(new Point(0.05, 0.9, 0.01), new Point(0.1, 0.91, 0.02), new Point(0.15, 0.92, null),
                new Point(0.2, 0.93, 0.03));

        YIntervalSeriesCollection bands = (YIntervalSeriesCollection) plot.getDataset(0);
        YIntervalSeriesCollection bars = (YIntervalSeriesCollection) plot.getDataset(1);
        assertThat(bands.getSeriesCount()).isEqualTo(1);
        assertThat(bands.getItemCount(0)).isEqualTo(2);
        assertThat(bands.getStartYValue(0, 1)).isEqualTo(100 * (0.91 - 0.02));
        assertThat(bands.getEndYValue(0, 1)).isEqualTo(100 * (0.91 + 0.02));
        assertThat(bars.getSeriesCount()).isEqualTo(1);
        assertThat(bars.getXValue(0, 0)).isEqualTo(0.2);
        assertThat(plot.getDataset(2).getItemCount(0)).isEqualTo(4);
    }

    @Test
    void shouldMakeTheAxisOfRhoLogarithmicOverMoreThanADecade() {
        assertThat(plot(new Point(0.05, 0.9, null), new Point(0.5, 0.9, null)).getDomainAxis())
                .isNotInstanceOf(LogAxis.class);
        assertThat(plot(new Point(0.05, 0.9, null), new Point(0.6, 0.9, null)).getDomainAxis())
                .isInstanceOf(LogAxis.class);
    }

    private static XYPlot plot(Point... points) {
        return new Curves("title", "caption", Abscissa.RHO, Quantity.ofMetric("validation_accuracy"),
                List.of(new Curve(Method.SAM, "SAM", true, List.of(points)))).chart().getXYPlot();
    }
}
