package org.flatsweep.api.figure;

import de.rototor.pdfbox.graphics2d.PdfBoxGraphics2D;
import de.rototor.pdfbox.graphics2d.PdfBoxGraphics2DFontTextDrawer;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.geom.Rectangle2D;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/** Writes figures as PDF of one page of their size, with the glyphs they use: the same bytes for the same figure. */
final class Pdf {

    private Pdf() {}

    static byte[] of(Figure figure) {
        try (PDDocument document = new PDDocument();
                InputStream typeface = Typeface.file();
                PdfBoxGraphics2DFontTextDrawer text = new PdfBoxGraphics2DFontTextDrawer();
                ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            PDPage page = new PDPage(new PDRectangle(ChartStyle.WIDTH, ChartStyle.HEIGHT));
            document.addPage(page);
            document.getDocumentInformation().setTitle(figure.title());
            // Else PDFBox makes one of the time.
            document.setDocumentId((long) figure.title().hashCode());
            PdfBoxGraphics2D graphics = new PdfBoxGraphics2D(document, ChartStyle.WIDTH, ChartStyle.HEIGHT) {
                @Override
                public FontMetrics getFontMetrics(Font font) {
                    return Typeface.metrics(font);
                }
            };
            text.registerFont(ChartStyle.text().getFontName(), PDType0Font.load(document, typeface));
            graphics.setFontTextDrawer(text);
            figure.chart().draw(graphics, new Rectangle2D.Double(0, 0, ChartStyle.WIDTH, ChartStyle.HEIGHT));
            graphics.dispose();
            try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                content.drawForm(graphics.getXFormObject());
            }
            document.save(out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
