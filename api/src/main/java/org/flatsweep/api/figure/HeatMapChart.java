package org.flatsweep.api.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import org.flatsweep.api.figure.HeatMap.Cell;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYBoxAnnotation;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYBlockRenderer;
import org.jfree.chart.title.PaintScaleLegend;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.DefaultXYZDataset;

/** Draws one block a cell, all of a size, with its mean, its standard error and the seeds if some are missing. */
final class HeatMapChart {

    /** With more columns or rows there is no room for numbers. */
    private static final int MOST_COLUMNS_WITH_TEXT = 8;
    private static final int MOST_ROWS_WITH_TEXT = 6;

    /** Of the place of a cell; the renderer adds an outline of one point. */
    private static final double BLOCK = 0.94;

    private final HeatMap map;
    private final List<Double> rhos;
    private final List<Double> sigma0s;
    private final Lightness colours;

    private HeatMapChart(HeatMap map) {
        this.map = map;
        this.rhos = map.rhos();
        this.sigma0s = map.sigma0s();
        DoubleSummaryStatistics means = map.cells().stream()
                .mapToDouble(this::value).filter(Double::isFinite).summaryStatistics();
        this.colours = new Lightness(means.getMin(), Math.max(means.getMax(), means.getMin() + 0.01));
    }

    static JFreeChart of(HeatMap map) {
        return new HeatMapChart(map).draw();
    }

    private JFreeChart draw() {
        List<Cell> cells = map.cells();
        DefaultXYZDataset blocks = new DefaultXYZDataset();
        blocks.addSeries("cells", new double[][] {
            cells.stream().mapToDouble(this::column).toArray(),
            cells.stream().mapToDouble(this::row).toArray(),
            cells.stream().mapToDouble(this::value).toArray()
        });
        XYBlockRenderer renderer = new XYBlockRenderer();
        renderer.setPaintScale(colours);
        renderer.setBlockWidth(BLOCK);
        renderer.setBlockHeight(BLOCK);
        XYPlot plot = new XYPlot(blocks, axis("Radius ρ", rhos), axis("Prior's σ₀", sigma0s), renderer);
        if (rhos.size() <= MOST_COLUMNS_WITH_TEXT && sigma0s.size() <= MOST_ROWS_WITH_TEXT) {
            cells.stream().filter(cell -> cell.mean() != null).forEach(cell -> write(cell, plot));
        }
        cells.stream().filter(Cell::best).forEach(cell -> plot.addAnnotation(new XYBoxAnnotation(
                column(cell) - BLOCK / 2, row(cell) - BLOCK / 2, column(cell) + BLOCK / 2, row(cell) + BLOCK / 2,
                new BasicStroke(1.5f), Color.BLACK)));
        JFreeChart chart = ChartStyle.chart(plot, map.caption());
        plot.setRangeGridlinesVisible(false);
        chart.addSubtitle(colourBar());
        return chart;
    }

    private void write(Cell cell, XYPlot plot) {
        String error = cell.standardError() == null
                ? ""
                : "±" + decimal(cell.standardError() * map.value().factor());
        String seeds = cell.seeds() < cell.seedsAsked() ? "(%d/%d)".formatted(cell.seeds(), cell.seedsAsked()) : "";
        write(decimal(value(cell)), ChartStyle.text(), cell, error.isEmpty() && seeds.isEmpty() ? 0 : 0.16, plot);
        write((error + " " + seeds).strip(), ChartStyle.smallText(), cell, -0.2, plot);
    }

    private void write(String text, Font font, Cell cell, double above, XYPlot plot) {
        if (!text.isEmpty()) {
            XYTextAnnotation annotation = new XYTextAnnotation(text, column(cell), row(cell) + above);
            annotation.setFont(font);
            annotation.setPaint(ink(cell));
            plot.addAnnotation(annotation);
        }
    }

    private Color ink(Cell cell) {
        return colours.isDark(value(cell)) ? Color.WHITE : Color.BLACK;
    }

    private int column(Cell cell) {
        return rhos.indexOf(cell.rho());
    }

    private int row(Cell cell) {
        return sigma0s.indexOf(cell.sigma0());
    }

    private double value(Cell cell) {
        return cell.mean() == null ? Double.NaN : cell.mean() * map.value().factor();
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static SymbolAxis axis(String label, List<Double> values) {
        SymbolAxis axis = ChartStyle.labelled(
                new SymbolAxis(label, values.stream().map(Decimal::text).toArray(String[]::new)), label);
        axis.setGridBandsVisible(false);
        axis.setRange(-0.5, values.size() - 0.5);
        return axis;
    }

    private PaintScaleLegend colourBar() {
        PaintScaleLegend bar = new PaintScaleLegend(colours, ChartStyle.numberAxis(map.value().label()));
        bar.setAxisLocation(AxisLocation.BOTTOM_OR_RIGHT);
        bar.setPosition(RectangleEdge.RIGHT);
        bar.setSubdivisionCount(100);
        bar.setStripWidth(8);
        bar.setStripOutlineVisible(false);
        bar.setMargin(new RectangleInsets(3, 8, 29, 0));
        return bar;
    }
}
