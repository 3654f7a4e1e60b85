package org.flatsweep.api.figure;

import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.FontMetrics;
import java.awt.font.FontRenderContext;
import java.io.IOException;
import java.io.InputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.flatsweep.api.problem.Problem;
import org.springframework.http.HttpStatus;

/**
 * Liberation Sans, which comes with PDFBox (SIL Open Font Licence): figures look the same whatever fonts the server
 * has. Its widths are those of Arial and Helvetica, one of which is wherever an SVG is looked at.
 */
final class Typeface {

    private static final String FILE = "resources/ttf/LiberationSans-Regular.ttf";

    /** As CSS lists it. */
    static final String FAMILIES = "'Liberation Sans', Arial, Helvetica, sans-serif";

    /** Of outlines, not of a screen's pixels. */
    private static final FontRenderContext EXACT = new FontRenderContext(null, true, true);

    private Typeface() {}

    /** @param points its size */
    static Font ofSize(float points) {
        return Loaded.FONT.deriveFont(points);
    }

    /**
     * Before anything is drawn: without fonts of its own, Java fails with errors of its innards.
     *
     * @throws Problem 503 if this Java cannot draw text
     */
    static void requireUsable() {
        try {
            ofSize(1).getLineMetrics("m", EXACT);
        } catch (LinkageError | InternalError | RuntimeException e) {
            throw new Problem(HttpStatus.SERVICE_UNAVAILABLE, "the server's Java cannot draw text;"
                    + " install the fonts it misses there, as fontconfig does on Debian", e);
        }
    }

    static InputStream file() {
        return PDDocument.class.getResourceAsStream("/org/apache/pdfbox/" + FILE);
    }

    /** The same for all formats, so that their layout is the same. */
    static FontMetrics metrics(Font font) {
        return new ExactMetrics(font);
    }

    private static final class ExactMetrics extends FontMetrics {

        private static final long serialVersionUID = 1L;

        ExactMetrics(Font font) {
            super(font);
        }

        @Override
        public int getAscent() {
            return (int) Math.ceil(font.getLineMetrics("m", EXACT).getAscent());
        }

        @Override
        public int getDescent() {
            return (int) Math.ceil(font.getLineMetrics("m", EXACT).getDescent());
        }

        @Override
        public int stringWidth(String text) {
            return (int) Math.ceil(font.getStringBounds(text, EXACT).getWidth());
        }
    }

    /** Apart, so that a Java without fonts fails where that is answered. */
    private static final class Loaded {

        static final Font FONT = load();

        private static Font load() {
            try (InputStream file = file()) {
                return Font.createFont(Font.TRUETYPE_FONT, file);
            } catch (IOException | FontFormatException e) {
                throw new IllegalStateException("PDFBox has no readable " + FILE, e);
            }
        }
    }
}
