package org.flatsweep.api.figure;

import org.jfree.chart.JFreeChart;

/** What a figure shows, and how that is drawn. */
interface Figure {

    /** For a reader who does not see the drawing, and for whoever finds the file later. */
    String title();

    JFreeChart chart();
}
