package org.flatsweep.api.figure;

import java.awt.Color;
import org.jfree.chart.renderer.PaintScale;

/** Blues that only darken with the value: the colour-blind and grey print see their order too. */
final class Lightness implements PaintScale {

    /** Where there is no value. */
    private static final Color NONE = new Color(0xd0d0d0);

    private static final Color[] LIGHT_TO_DARK = {new Color(0xf2f7fb), new Color(0x72b4dc), new Color(0x08406e)};

    private final double lowest;
    private final double highest;

    Lightness(double lowest, double highest) {
        this.lowest = lowest;
        this.highest = highest;
    }

    @Override
    public double getLowerBound() {
        return lowest;
    }

    @Override
    public double getUpperBound() {
        return highest;
    }

    @Override
    public Color getPaint(double value) {
        if (Double.isNaN(value)) {
            return NONE;
        }
        double position = place(value) * (LIGHT_TO_DARK.length - 1);
        int below = Math.min((int) position, LIGHT_TO_DARK.length - 2);
        return mix(LIGHT_TO_DARK[below], LIGHT_TO_DARK[below + 1], position - below);
    }

    /** Whether text on it should be white. */
    boolean isDark(double value) {
        return place(value) > 0.6;
    }

    private double place(double value) {
        return Math.max(0, Math.min((value - lowest) / (highest - lowest), 1));
    }

    private static Color mix(Color from, Color to, double part) {
        return new Color(
                (int) Math.round(from.getRed() + part * (to.getRed() - from.getRed())),
                (int) Math.round(from.getGreen() + part * (to.getGreen() - from.getGreen())),
                (int) Math.round(from.getBlue() + part * (to.getBlue() - from.getBlue())));
    }
}
