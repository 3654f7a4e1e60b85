package org.flatsweep.api.figure;

import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.font.FontRenderContext;
import java.io.IOException;
import java.io.InputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.flatsweep.api.problem.Problem;
import org.springframework.http.HttpStatus;

/**
 * Liberation Sans, which comes with PDFBox (SIL Open Font Licence): figures look the same whatever fonts the server has,
 * and it has the widths of Arial and Helvetica, one of which is wherever an SVG is looked at.
 */
final class Typeface {

    private static final String FILE = "resources/ttf/LiberationSans-Regular.ttf";

    private Typeface() {}

    /** As CSS lists it. */
    static final String FAMILIES = "'Liberation Sans', Arial, Helvetica, sans-serif";

    /**
     * @param points its size
     * @throws Problem 503 if this Java has no fonts at all, where it fails with errors of its innards
     */
    static Font ofSize(float points) {
        try {
            Font font = Loaded.FONT.deriveFont(points);
            font.getLineMetrics("m", new FontRenderContext(null, true, true));
            return font;
        } catch (LinkageError | InternalError | RuntimeException e) {
            throw new Problem(HttpStatus.SERVICE_UNAVAILABLE, "the server's Java cannot draw text;"
                    + " install the fonts it misses there, as fontconfig does on Debian", e);
        }
    }

    static InputStream file() {
        return PDDocument.class.getResourceAsStream("/org/apache/pdfbox/" + FILE);
    }

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
