package org.flatsweep.api.figure;

import java.awt.Color;
import java.awt.geom.Line2D;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.flatsweep.api.figure.Scatter.Trials;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Draws a mark a trial. */
final class ScatterChart {

    private static final Quantity TEST_ERROR = Quantity.ofMetric("test_error");

    private ScatterChart() {}

    static JFreeChart of(Scatter scatter) {
        XYSeriesCollection marks = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(false, true);
        renderer.setDrawOutlines(true);
        renderer.setUseOutlinePaint(true);
        renderer.setDefaultOutlinePaint(Color.WHITE);
        renderer.setDefaultOutlineStroke(ChartStyle.HAIRLINE);
        renderer.setLegendLine(new Line2D.Double(-4, 0, 4, 0));
        for (Trials trials : scatter.trials()) {
            ChartStyle.show(renderer, marks.getSeriesCount(), MethodLook.of(trials.method()));
            XYSeries series = new XYSeries(trials.method().label());
            trials.points().forEach(
                    trial -> series.add(trial.sharpness(), TEST_ERROR.factor() * trial.testError()));
            marks.addSeries(series);
        }
        XYPlot plot = new XYPlot(marks, abscissa(scatter), ChartStyle.numberAxis(TEST_ERROR.label()), renderer);
        return ChartStyle.withLegend(ChartStyle.chart(plot, scatter.caption()));
    }

    private static ValueAxis abscissa(Scatter scatter) {
        String label = scatter.sharpness().label();
        DoubleSummaryStatistics values = scatter.trials().stream()
                .flatMapToDouble(trials -> trials.points().stream().mapToDouble(Scatter.Trial::sharpness))
                .summaryStatistics();
        boolean overADecade = values.getMin() > 0 && values.getMax() > 10 * values.getMin();
        return overADecade
                ? ChartStyle.labelled(new TickedLogAxis(oneTwoFive(values.getMin(), values.getMax())), label)
                : ChartStyle.numberAxis(label);
    }

    private static List<Double> oneTwoFive(double from, double to) {
        return IntStream.rangeClosed((int) Math.floor(Math.log10(from)), (int) Math.ceil(Math.log10(to)))
                .mapToObj(exponent -> Math.pow(10, exponent))
                .flatMapToDouble(decade -> DoubleStream.of(decade, 2 * decade, 5 * decade))
                .filter(tick -> tick >= from && tick <= to)
                .boxed()
                .toList();
    }
}
