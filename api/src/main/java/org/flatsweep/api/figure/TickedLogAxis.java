package org.flatsweep.api.figure;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.Tick;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/** A horizontal logarithmic axis with ticks at given values, labelled as far as there is room. */
final class TickedLogAxis extends LogAxis {

    private static final long serialVersionUID = 1L;

    private final List<Double> ticks;

    TickedLogAxis(List<Double> ticks) {
        this.ticks = ticks;
    }

    @Override
    public List<Tick> refreshTicks(Graphics2D graphics, AxisState state, Rectangle2D area, RectangleEdge edge) {
        List<Tick> shown = new ArrayList<>();
        double free = Double.NEGATIVE_INFINITY;
        for (double value : ticks) {
            String label = Decimal.text(value);
            double at = valueToJava2D(value, area, edge);
            double width = getTickLabelFont().getStringBounds(label, graphics.getFontRenderContext()).getWidth();
            boolean fits = at - width / 2 > free;
            free = fits ? at + width / 2 + 4 : free;
            shown.add(new NumberTick(value, fits ? label : "", TextAnchor.TOP_CENTER, TextAnchor.CENTER, 0));
        }
        return shown;
    }
}
