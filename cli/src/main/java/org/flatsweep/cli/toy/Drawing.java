package org.flatsweep.cli.toy;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.NumberFormat;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.batik.svggen.SVGGraphics2D;
import org.flatsweep.cli.toy.Landscape.SharpBasin;
import org.flatsweep.cli.toy.Surface.Point;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.annotations.XYAnnotation;
import org.jfree.chart.annotations.XYDataImageAnnotation;
import org.jfree.chart.annotations.XYShapeAnnotation;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.block.RectangleConstraint;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.PaintScaleLegend;
import org.jfree.chart.title.Title;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.Size2D;
import org.jfree.chart.util.ShapeUtils;
import org.jfree.data.Range;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Draws the panels two in a row, with one colour bar and one legend for all. */
final class Drawing {

    private static final int PANEL_WIDTH = 640;
    private static final int PANEL_HEIGHT = 440;
    private static final int COLOUR_BAR_HEIGHT = 70;
    private static final int LEGEND_HEIGHT = 40;
    private static final int WIDTH = 2 * PANEL_WIDTH;
    private static final int HEIGHT = 2 * PANEL_HEIGHT + COLOUR_BAR_HEIGHT + LEGEND_HEIGHT;

    private static final int PIXELS_BETWEEN_NODES = 2;
    private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
    private static final Font HEADING = new Font(Font.SANS_SERIF, Font.BOLD, 16);
    private static final Stroke CASING = new BasicStroke(5, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    private static final Stroke BROAD = new BasicStroke(3, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    private static final Stroke FINE = new BasicStroke(1.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);

    /** What the legend explains; the shapes are those of the marks, in pixels about the place they mark. */
    private enum Key {
        SHARP("sharp minimum", ShapeUtils.createDownTriangle(7)),
        WIDE("wide minimum", new Ellipse2D.Double(-6, -6, 12, 12)),
        OTHER("another minimum", new Rectangle2D.Double(-5, -5, 10, 10)),
        PASS("lowest point of the boundary", ShapeUtils.createDiagonalCross(5, 1.5f)),
        BOUNDARY("boundary of the sharp minimum's basin", new Rectangle2D.Double(-13, -2, 26, 4)),
        BOUNDARY_IN_A("the same in A", new Rectangle2D.Double(-13, -0.1, 26, 0.2)),
        INFINITE("infinite", new Rectangle2D.Double(-13, -5, 26, 10), HeightColours.NOT_FINITE);

        private final String label;
        private final Shape shape;
        private final Color fill;

        Key(String label, Shape shape) {
            this(label, shape, Color.WHITE);
        }

        Key(String label, Shape shape, Color fill) {
            this.label = label;
            this.shape = shape;
            this.fill = fill;
        }
    }

    private final double rho;
    private final List<Landscape> panels;
    private final HeightColours colours = new HeightColours();

    Drawing(double rho, List<Landscape> panels) {
        this.rho = rho;
        this.panels = panels;
    }

    BufferedImage png() {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        draw(graphics);
        graphics.dispose();
        return image;
    }

    SVGGraphics2D svg() {
        SVGGraphics2D graphics = SvgCanvas.ofSize(WIDTH, HEIGHT);
        draw(graphics);
        return graphics;
    }

    private void draw(Graphics2D graphics) {
        graphics.setPaint(Color.WHITE);
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        for (int k = 0; k < panels.size(); k++) {
            chart(panels.get(k)).draw(graphics, new Rectangle2D.Double(
                    k % 2 * PANEL_WIDTH, k / 2 * PANEL_HEIGHT, PANEL_WIDTH, PANEL_HEIGHT));
        }
        draw(colourBar(), graphics, 2 * PANEL_HEIGHT);
        draw(legend(), graphics, 2 * PANEL_HEIGHT + COLOUR_BAR_HEIGHT);
    }

    private static void draw(Title title, Graphics2D graphics, int top) {
        Size2D size = title.arrange(
                graphics, new RectangleConstraint(new Range(0, WIDTH), new Range(0, COLOUR_BAR_HEIGHT)));
        title.draw(graphics, new Rectangle2D.Double((WIDTH - size.width) / 2, top, size.width, size.height));
    }

    private JFreeChart chart(Landscape panel) {
        XYSeriesCollection marks = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(false, true);
        renderer.setUseFillPaint(true);
        renderer.setDefaultFillPaint(Color.WHITE);
        renderer.setUseOutlinePaint(true);
        renderer.setDefaultOutlinePaint(Color.BLACK);
        marked(panel).forEach((key, points) -> {
            renderer.setSeriesShape(marks.getSeriesCount(), key.shape);
            XYSeries series = new XYSeries(key);
            points.forEach(point -> series.add(point.theta().m(), point.theta().s()));
            marks.addSeries(series);
        });
        renderer.addAnnotation(image(panel.heights()), Layer.BACKGROUND);
        panel.sharp().map(Drawing::boundary).ifPresent(line -> {
            renderer.addAnnotation(new XYShapeAnnotation(line, CASING, Color.BLACK), Layer.BACKGROUND);
            renderer.addAnnotation(new XYShapeAnnotation(line, BROAD, Color.WHITE), Layer.BACKGROUND);
        });
        if (panel.panel() != Panel.A) {
            panels.get(0).sharp().map(Drawing::boundary).ifPresent(line ->
                    renderer.addAnnotation(new XYShapeAnnotation(line, FINE, Color.BLACK), Layer.BACKGROUND));
        }
        XYPlot plot = new XYPlot(
                marks, axis("m", Lattice.M_MIN, Lattice.M_MAX), axis("s", 0, Lattice.S_MAX), renderer);
        plot.setBackgroundPaint(HeightColours.NOT_FINITE);
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinesVisible(false);
        JFreeChart chart = new JFreeChart(title(panel), HEADING, plot, false);
        chart.setBackgroundPaint(null);
        chart.setPadding(new RectangleInsets(8, 4, 0, 12));
        return chart;
    }

    private String title(Landscape panel) {
        return panel.panel().title() + (panel.panel() == Panel.A ? "" : ", ρ = " + format("0.###").format(rho));
    }

    private static Map<Key, List<Point>> marked(Landscape panel) {
        Map<Key, List<Point>> marked = new EnumMap<>(Key.class);
        panel.sharp().ifPresent(basin -> {
            marked.put(Key.SHARP, List.of(basin.minimum()));
            marked.put(Key.PASS, List.of(basin.pass()));
        });
        marked.put(Key.WIDE, List.of(panel.wide()));
        marked.put(Key.OTHER, panel.others());
        return marked;
    }

    private static NumberAxis axis(String label, double from, double to) {
        NumberAxis axis = new NumberAxis(label);
        axis.setRange(from, to);
        axis.setTickUnit(new NumberTickUnit(10));
        axis.setLabelFont(TEXT);
        axis.setTickLabelFont(TEXT);
        return axis;
    }

    private static Shape boundary(SharpBasin basin) {
        return new Contour(basin.share(), 0.5).line();
    }

    /** The heights from s = 0 up; what lies below the lowest row of nodes has that row's colour. */
    private XYAnnotation image(Lattice heights) {
        double perPixel = Lattice.SPACING / PIXELS_BETWEEN_NODES;
        BufferedImage image = new BufferedImage(
                (int) ((Lattice.M_MAX - Lattice.M_MIN) / perPixel), (int) (Lattice.S_MAX / perPixel),
                BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                Theta theta = new Theta(Lattice.M_MIN + (x + 0.5) * perPixel, Lattice.S_MAX - (y + 0.5) * perPixel);
                image.setRGB(x, y, colours.getPaint(heights.at(theta)).getRGB());
            }
        }
        return new XYDataImageAnnotation(
                image, Lattice.M_MIN, 0, Lattice.M_MAX - Lattice.M_MIN, Lattice.S_MAX, false);
    }

    private Title colourBar() {
        LogAxis axis = new LogAxis("height, the last colour also for all above");
        axis.setRange(colours.getLowerBound(), colours.getUpperBound());
        axis.setTickUnit(new NumberTickUnit(0.1));
        axis.setNumberFormatOverride(format("0.00"));
        axis.setLabelFont(TEXT);
        axis.setTickLabelFont(TEXT);
        PaintScaleLegend bar = new PaintScaleLegend(colours, axis);
        bar.setPosition(RectangleEdge.BOTTOM);
        bar.setSubdivisionCount(1000);
        bar.setPadding(0, 64, 0, 24);
        return bar;
    }

    private static NumberFormat format(String pattern) {
        return new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.ROOT));
    }

    private static Title legend() {
        LegendItemCollection items = new LegendItemCollection();
        for (Key key : Key.values()) {
            items.add(new LegendItem(key.label, null, null, null, key.shape, key.fill, FINE, Color.BLACK));
        }
        LegendTitle legend = new LegendTitle(() -> items);
        legend.setItemFont(TEXT);
        legend.setItemLabelPadding(new RectangleInsets(0, 4, 0, 16));
        return legend;
    }
}
