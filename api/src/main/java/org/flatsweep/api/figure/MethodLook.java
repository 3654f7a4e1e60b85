package org.flatsweep.api.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import org.flatsweep.domain.Method;
import org.jfree.chart.util.ShapeUtils;

/**
 * How a method looks in every figure: in colours that the colour-blind tell apart (M. Okabe and K. Ito, Color Universal
 * Design, 2008, with the grey that R adds and without the yellow), and by its dashes and its mark in grey print too.
 */
record MethodLook(Color colour, Shape mark, float... dashes) {

    private static final Color BLACK = new Color(0x000000);
    private static final Color ORANGE = new Color(0xe69f00);
    private static final Color SKY_BLUE = new Color(0x56b4e9);
    private static final Color GREEN = new Color(0x009e73);
    private static final Color BLUE = new Color(0x0072b2);
    private static final Color VERMILLION = new Color(0xd55e00);
    private static final Color PURPLE = new Color(0xcc79a7);
    private static final Color GREY = new Color(0x999999);

    private static final Shape CIRCLE = new Ellipse2D.Double(-2.1, -2.1, 4.2, 4.2);
    private static final Shape SQUARE = new Rectangle2D.Double(-1.9, -1.9, 3.8, 3.8);
    private static final Shape UP = ShapeUtils.createUpTriangle(2.3f);
    private static final Shape DOWN = ShapeUtils.createDownTriangle(2.3f);
    private static final Shape DIAMOND = ShapeUtils.createDiamond(2.7f);
    private static final Shape CROSS = ShapeUtils.createDiagonalCross(1.8f, 0.7f);
    private static final Shape PLUS = ShapeUtils.createRegularCross(2.3f, 0.7f);

    static MethodLook of(Method method) {
        return switch (method) {
            case SGD -> new MethodLook(BLACK, PLUS, 1.2f, 1.8f);
            case SAM -> new MethodLook(BLUE, CIRCLE);
            case RSAM -> new MethodLook(ORANGE, SQUARE, 6, 2);
            case MFVI -> new MethodLook(GREEN, DOWN, 4, 1.5f, 1, 1.5f);
            case VSAM -> new MethodLook(VERMILLION, UP, 3, 2);
            case ASAM -> new MethodLook(SKY_BLUE, DIAMOND, 8, 1.5f, 1, 1.5f, 1, 1.5f);
            case FSAM -> new MethodLook(PURPLE, CROSS, 9, 2.5f);
            case INTERPOLATED -> new MethodLook(GREY, CIRCLE, 4, 1);
            case ES -> new MethodLook(SKY_BLUE, SQUARE, 2, 1);
            case VO -> new MethodLook(GREEN, UP, 6, 3);
            case NES -> new MethodLook(VERMILLION, DIAMOND, 7, 1, 2, 1);
            case CMA_ES -> new MethodLook(PURPLE, DOWN);
            // Compositions, and methods that nobody has given a look yet.
            default -> new MethodLook(GREY, PLUS, 1, 1);
        };
    }

    Stroke line() {
        return dashes.length == 0
                ? new BasicStroke(1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND)
                : new BasicStroke(1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dashes, 0);
    }

    /** What an error band is filled with, translucent so that bands may overlap. */
    Color bandColour() {
        return new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 46);
    }
}
