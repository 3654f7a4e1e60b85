package org.flatsweep.cli.toy;

import java.awt.Color;
import org.jfree.chart.renderer.PaintScale;

/**
 * The colour of each height, the same in all panels: viridis, which is even to the eye and safe for the colour-blind,
 * in bands whose edges are contour lines, a 40th of a decade apart. Heights beyond the ends take the end's colour, a
 * height that is not finite is grey.
 */
final class HeightColours implements PaintScale {

    static final Color NOT_FINITE = new Color(0xd0d0d0);

    private static final double LOWEST = -0.6;
    private static final double HIGHEST = 0.1;
    private static final int BANDS = 28;

    /** Viridis (matplotlib, CC0) at ten equal steps. */
    private static final int[] VIRIDIS = {
        0x440154, 0x482878, 0x3e4989, 0x31688e, 0x26828e, 0x1f9e89, 0x35b779, 0x6ece58, 0xb5de2b, 0xfde725
    };

    @Override
    public double getLowerBound() {
        return Math.pow(10, LOWEST);
    }

    @Override
    public double getUpperBound() {
        return Math.pow(10, HIGHEST);
    }

    @Override
    public Color getPaint(double height) {
        if (!Double.isFinite(height)) {
            return NOT_FINITE;
        }
        double band = Math.floor((Math.log10(height) - LOWEST) / (HIGHEST - LOWEST) * BANDS);
        double position = Math.max(0, Math.min(band / (BANDS - 1), 1)) * (VIRIDIS.length - 1);
        int below = Math.min((int) position, VIRIDIS.length - 2);
        return mix(new Color(VIRIDIS[below]), new Color(VIRIDIS[below + 1]), position - below);
    }

    private static Color mix(Color from, Color to, double part) {
        return new Color(
                (int) Math.round(from.getRed() + part * (to.getRed() - from.getRed())),
                (int) Math.round(from.getGreen() + part * (to.getGreen() - from.getGreen())),
                (int) Math.round(from.getBlue() + part * (to.getBlue() - from.getBlue())));
    }
}
