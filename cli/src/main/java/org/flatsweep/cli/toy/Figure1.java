package org.flatsweep.cli.toy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.flatsweep.cli.toy.Surface.Point;

/**
 * Figure 1 of the paper: a loss of two parameters with a sharp and a wide minimum (A), its Gaussian average (B), its
 * worst case within a ball (C) and SAM's approximation of that (D), each with the basin of attraction of the sharp one.
 */
public final class Figure1 {

    private static final double MIN_RHO = 0.5;
    private static final double MAX_RHO = 20;
    private static final String ROW = "| %-18s | %-20s | %-20s | %-5s | %-20s | %9s |%n";
    private static final String LEGEND = "%nPass: the lowest point on the boundary of the sharp minimum's basin."
            + " Reach: how far the basin goes%non the straight line from the sharp minimum of A to its wide one.%n";

    private final double rho;
    private final List<Landscape> panels;

    private Figure1(double rho, List<Landscape> panels) {
        this.rho = rho;
        this.panels = panels;
    }

    /**
     * @param rho the radius ρ, from 0.5 to 20; the paper's figure has 8
     * @throws IllegalArgumentException ρ is beyond these bounds, where the lattice is too coarse or too small for it
     */
    public static Figure1 of(double rho) {
        if (!(rho >= MIN_RHO && rho <= MAX_RHO)) {
            throw new IllegalArgumentException(
                    "--rho must be from %s to %.0f, not %s".formatted(MIN_RHO, MAX_RHO, rho));
        }
        return new Figure1(rho, Arrays.stream(Panel.values())
                .parallel()
                .map(panel -> Landscape.of(panel, rho))
                .toList());
    }

    /**
     * Writes {@code figure-1.svg} and {@code figure-1.png}, over what bears these names.
     *
     * @param directory made where it is missing
     * @return the two files
     */
    public List<Path> writeTo(Path directory) throws IOException {
        Drawing drawing = new Drawing(rho, panels);
        Files.createDirectories(directory);
        Path svg = directory.resolve("figure-1.svg");
        try (Writer out = Files.newBufferedWriter(svg)) {
            drawing.svg().stream(out);
        }
        Path png = directory.resolve("figure-1.png");
        try (OutputStream out = Files.newOutputStream(png)) {
            ImageIO.write(drawing.png(), "png", out);
        }
        return List.of(svg, png);
    }

    /** @return the panels' minima and boundaries as a Markdown table, and the minima that have no place in it, below */
    public String table() {
        StringBuilder text = new StringBuilder()
                .append(ROW.formatted("Panel", "Sharp minimum (m, s)", "Wide minimum (m, s)", "Lower",
                        "Pass (m, s)", "Reach (%)"))
                .append(ROW.formatted("-".repeat(18), "-".repeat(20), "-".repeat(20), "-".repeat(5),
                        "-".repeat(20), "-".repeat(8) + ":"));
        panels.forEach(panel -> text.append(row(panel)));
        text.append(LEGEND.formatted());
        panels.forEach(panel -> panel.others().forEach(other -> text.append(
                "%s has another minimum at %s.%n".formatted(panel.panel(), text(other)))));
        return text.toString();
    }

    private static String row(Landscape panel) {
        Point wide = panel.wide();
        return panel.sharp()
                .map(basin -> ROW.formatted(panel.panel().label(), text(basin.minimum()), text(wide),
                        basin.minimum().height() < wide.height() ? "sharp" : "wide",
                        text(basin.pass()), String.format(Locale.ROOT, "%.1f", 100 * basin.reach())))
                .orElseGet(() -> ROW.formatted(panel.panel().label(), "none", text(wide), "wide", "none", "0.0"));
    }

    private static String text(Point point) {
        return String.format(Locale.ROOT, "(%.1f, %.1f) %.4f", point.theta().m(), point.theta().s(), point.height());
    }
}
