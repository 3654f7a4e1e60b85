package org.flatsweep.api.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Stroke;
import java.text.NumberFormat;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.TickUnits;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.text.TextUtils;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.Range;

/** What all figures have in common, for a paper's column of 12 cm: sizes are in points. */
final class ChartStyle {

    static final int WIDTH = 340;
    static final int HEIGHT = 227;
    static final Stroke HAIRLINE = new BasicStroke(0.5f);

    private static final float TEXT = 8;
    private static final float SMALL = 6.5f;
    private static final Color FRAME = new Color(0x404040);
    private static final Color GRID = new Color(0xe4e4e4);

    /** 1, 2 and 5 times powers of ten, all labels of an axis with as many decimals. */
    private static final TickUnits TICK_UNITS = new TickUnits();

    static {
        // Else JFreeChart draws rotated labels as outlines, for the sake of old JDKs.
        TextUtils.setUseDrawRotatedStringWorkaround(false);
        for (int exponent = -9; exponent <= 9; exponent++) {
            NumberFormat format = NumberFormat.getInstance(Locale.ROOT);
            format.setGroupingUsed(false);
            format.setMinimumFractionDigits(Math.max(0, -exponent));
            format.setMaximumFractionDigits(Math.max(0, -exponent));
            for (int digit : new int[] {1, 2, 5}) {
                TICK_UNITS.add(new NumberTickUnit(digit * Math.pow(10, exponent), format));
            }
        }
    }

    private ChartStyle() {}

    static Font text() {
        return Typeface.ofSize(TEXT);
    }

    static Font smallText() {
        return Typeface.ofSize(SMALL);
    }

    static NumberAxis numberAxis(String label) {
        NumberAxis axis = new NumberAxis();
        axis.setAutoRangeIncludesZero(false);
        axis.setStandardTickUnits(TICK_UNITS);
        return labelled(axis, label);
    }

    static <A extends ValueAxis> A labelled(A axis, String label) {
        axis.setLabel(label);
        axis.setLabelFont(text());
        axis.setTickLabelFont(text());
        axis.setLabelPaint(Color.BLACK);
        axis.setTickLabelPaint(Color.BLACK);
        axis.setAxisLineVisible(false);
        axis.setTickMarkPaint(FRAME);
        axis.setTickMarkStroke(HAIRLINE);
        axis.setTickMarkOutsideLength(2.5f);
        axis.setTickLabelInsets(new RectangleInsets(1.5, 1.5, 1.5, 1.5));
        axis.setLabelInsets(new RectangleInsets(1, 4, 1, 4));
        axis.setLowerMargin(0.03);
        axis.setUpperMargin(0.03);
        return axis;
    }

    /** Gives a method's line and marks their look. */
    static void show(XYLineAndShapeRenderer renderer, int series, MethodLook look) {
        renderer.setSeriesPaint(series, look.colour());
        renderer.setSeriesStroke(series, look.line());
        renderer.setSeriesShape(series, look.mark());
    }

    static JFreeChart chart(XYPlot plot, String caption) {
        plot.setBackgroundPaint(Color.WHITE);
        plot.setOutlinePaint(FRAME);
        plot.setOutlineStroke(HAIRLINE);
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinePaint(GRID);
        plot.setRangeGridlineStroke(HAIRLINE);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        spread(plot.getDomainAxis(), plot);
        spread(plot.getRangeAxis(), plot);
        JFreeChart chart = new JFreeChart(null, null, plot, false);
        chart.setBackgroundPaint(Color.WHITE);
        chart.setPadding(new RectangleInsets(3, 3, 3, 6));
        TextTitle title = new TextTitle(caption, smallText());
        title.setPaint(FRAME);
        title.setHorizontalAlignment(HorizontalAlignment.LEFT);
        title.setTextAlignment(HorizontalAlignment.LEFT);
        title.setPadding(0, 2, 2, 0);
        chart.setTitle(title);
        return chart;
    }

    /** Equal numbers get an axis over a thousandth of them, not over their last digits. */
    private static void spread(ValueAxis axis, XYPlot plot) {
        Range range = plot.getDataRange(axis);
        double magnitude = Math.max(Math.abs(range.getLowerBound()), Math.abs(range.getUpperBound()));
        if (magnitude > 0) {
            axis.setAutoRangeMinimumSize(magnitude / 1000);
        }
    }

    static JFreeChart withLegend(JFreeChart chart) {
        LegendTitle legend = new LegendTitle(chart.getPlot());
        legend.setPosition(RectangleEdge.BOTTOM);
        legend.setItemFont(text());
        legend.setFrame(BlockBorder.NONE);
        legend.setItemLabelPadding(new RectangleInsets(1, 2, 1, 7));
        chart.addLegend(legend);
        return chart;
    }
}
