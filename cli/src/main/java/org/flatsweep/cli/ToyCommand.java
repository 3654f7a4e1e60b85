package org.flatsweep.cli;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.io.IOException;
import java.nio.file.Path;
import org.flatsweep.cli.toy.Figure1;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "toy",
        description = "Draw Figure 1 of the paper: how averaging over a Gaussian, the worst case in a ball and SAM's"
                + " approximation of it move the boundary between a sharp and a wide minimum of a 2-D loss.")
final class ToyCommand implements Runnable {

    @Option(
            names = "--rho",
            paramLabel = "RHO",
            defaultValue = "8",
            description = "Radius of the perturbations, from 0.5 to 20 (default: ${DEFAULT-VALUE}, the paper's).")
    private double rho;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Where to write figure-1.svg and figure-1.png (default: here).")
    private Path directory;

    @Override
    public void run() {
        System.setProperty("java.awt.headless", "true");
        requireFonts();
        Figure1 figure = WrongUsageException.unlessIllegal(() -> Figure1.of(rho));
        try {
            figure.writeTo(directory).forEach(file -> System.out.println("Wrote " + file));
        } catch (IOException e) {
            throw new WrongUsageException("--out must be a directory that can be written to, not '%s': %s".formatted(
                    directory, Wording.reason(e)));
        }
        System.out.println();
        System.out.print(figure.table());
    }

    /** Without fonts the JDK fails with errors of its innards, which differ from one version to the next. */
    private static void requireFonts() {
        try {
            new Font(Font.SANS_SERIF, Font.PLAIN, 12).getLineMetrics("m", new FontRenderContext(null, true, true));
        } catch (InternalError | RuntimeException e) {
            throw new CommandFailedException(
                    "Java finds no fonts to draw text with; install some, as fontconfig does on Debian", e);
        }
    }
}
