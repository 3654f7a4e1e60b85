package org.flatsweep.api.figure;

import java.awt.geom.Line2D;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.flatsweep.api.figure.Curves.Abscissa;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.DeviationRenderer;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.jfree.data.xy.YIntervalSeries;
import org.jfree.data.xy.YIntervalSeriesCollection;

/** Draws lines over their error bands; a point whose neighbours have no standard error gets a bar instead of a band. */
final class CurveChart {

    private final Curves curves;
    private final YIntervalSeriesCollection bands = new YIntervalSeriesCollection();
    private final YIntervalSeriesCollection bars = new YIntervalSeriesCollection();
    private final XYSeriesCollection lines = new XYSeriesCollection();
    private final DeviationRenderer bandRenderer = new DeviationRenderer(false, false);
    private final XYErrorRenderer barRenderer = new XYErrorRenderer();
    private final XYLineAndShapeRenderer lineRenderer = new XYLineAndShapeRenderer(true, true);

    private CurveChart(Curves curves) {
        this.curves = curves;
    }

    static JFreeChart of(Curves curves) {
        return new CurveChart(curves).draw();
    }

    private JFreeChart draw() {
        bandRenderer.setAlpha(1);
        bandRenderer.setDefaultSeriesVisibleInLegend(false);
        barRenderer.setDrawXError(false);
        barRenderer.setDefaultShapesVisible(false);
        barRenderer.setErrorStroke(ChartStyle.HAIRLINE);
        barRenderer.setDefaultSeriesVisibleInLegend(false);
        lineRenderer.setDrawSeriesLineAsPath(true);
        lineRenderer.setLegendLine(new Line2D.Double(-11, 0, 11, 0));
        curves.curves().forEach(this::add);
        XYPlot plot = new XYPlot(bands, abscissa(), ChartStyle.numberAxis(curves.y().label()), bandRenderer);
        plot.setDataset(1, bars);
        plot.setRenderer(1, barRenderer);
        plot.setDataset(2, lines);
        plot.setRenderer(2, lineRenderer);
        plot.setDatasetRenderingOrder(DatasetRenderingOrder.FORWARD);
        return ChartStyle.withLegend(ChartStyle.chart(plot, curves.caption()));
    }

    private void add(Curve curve) {
        MethodLook look = MethodLook.of(curve.method());
        int series = lines.getSeriesCount();
        XYSeries line = new XYSeries(curve.label());
        curve.points().forEach(point -> line.add(point.x(), y(point.mean())));
        lines.addSeries(line);
        ChartStyle.show(lineRenderer, series, look);
        lineRenderer.setSeriesShapesVisible(series, curve.marked());
        for (List<Point> run : runsWithErrors(curve)) {
            if (run.size() > 1) {
                bandRenderer.setSeriesFillPaint(bands.getSeriesCount(), look.bandColour());
                bands.addSeries(interval(bands.getSeriesCount(), run));
            } else {
                barRenderer.setSeriesPaint(bars.getSeriesCount(), look.colour());
                bars.addSeries(interval(bars.getSeriesCount(), run));
            }
        }
    }

    private static List<List<Point>> runsWithErrors(Curve curve) {
        List<List<Point>> runs = new ArrayList<>();
        boolean open = false;
        for (Point point : curve.points()) {
            if (point.standardError() != null) {
                if (!open) {
                    runs.add(new ArrayList<>());
                }
                runs.get(runs.size() - 1).add(point);
            }
            open = point.standardError() != null;
        }
        return runs;
    }

    private YIntervalSeries interval(int key, List<Point> run) {
        YIntervalSeries series = new YIntervalSeries(key);
        run.forEach(p -> series.add(
                p.x(), y(p.mean()), y(p.mean() - p.standardError()), y(p.mean() + p.standardError())));
        return series;
    }

    private double y(double value) {
        return value * curves.y().factor();
    }

    private ValueAxis abscissa() {
        if (curves.abscissa() == Abscissa.EPOCH) {
            NumberAxis axis = ChartStyle.numberAxis("Epoch");
            axis.setStandardTickUnits(NumberAxis.createIntegerTickUnits());
            return axis;
        }
        List<Double> rhos = curves.curves().stream()
                .flatMap(curve -> curve.marked() ? curve.points().stream() : Stream.empty())
                .map(Point::x).distinct().sorted().toList();
        String label = "Radius ρ";
        boolean overADecade = rhos.get(rhos.size() - 1) > 10 * rhos.get(0);
        return overADecade ? ChartStyle.labelled(new TickedLogAxis(rhos), label) : ChartStyle.numberAxis(label);
    }
}
