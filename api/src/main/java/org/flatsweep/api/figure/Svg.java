package org.flatsweep.api.figure;

import java.awt.Dimension;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.geom.Rectangle2D;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.batik.svggen.DefaultStyleHandler;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.util.SVGConstants;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Writes figures as SVG whose text is text: the same bytes for the same figure. */
final class Svg {

    private Svg() {}

    static byte[] of(Figure figure) {
        SVGGeneratorContext context = SVGGeneratorContext.createDefault(emptyDocument());
        context.setStyleHandler(new Fallbacks());
        context.setComment(null);
        SVGGraphics2D graphics = new SVGGraphics2D(context, false) {
            @Override
            public FontMetrics getFontMetrics(Font font) {
                return Typeface.metrics(font);
            }
        };
        graphics.setSVGCanvasSize(new Dimension(ChartStyle.WIDTH, ChartStyle.HEIGHT));
        figure.chart().draw(graphics, new Rectangle2D.Double(0, 0, ChartStyle.WIDTH, ChartStyle.HEIGHT));
        Element root = graphics.getRoot();
        root.setAttributeNS(null, SVGConstants.SVG_VIEW_BOX_ATTRIBUTE,
                "0 0 %d %d".formatted(ChartStyle.WIDTH, ChartStyle.HEIGHT));
        root.setAttributeNS(null, SVGConstants.SVG_WIDTH_ATTRIBUTE, ChartStyle.WIDTH + "pt");
        root.setAttributeNS(null, SVGConstants.SVG_HEIGHT_ATTRIBUTE, ChartStyle.HEIGHT + "pt");
        Element title = root.getOwnerDocument()
                .createElementNS(SVGConstants.SVG_NAMESPACE_URI, SVGConstants.SVG_TITLE_TAG);
        title.setTextContent(figure.title());
        root.insertBefore(title, root.getFirstChild());
        return bytes(root);
    }

    private static Document emptyDocument() {
        try {
            return DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().getDOMImplementation()
                    .createDocument(SVGConstants.SVG_NAMESPACE_URI, SVGConstants.SVG_SVG_TAG, null);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK's XML parser has no default configuration", e);
        }
    }

    /** Not by Batik's own writer, which adds a DOCTYPE that makes readers fetch a DTD. */
    private static byte[] bytes(Element root) {
        try {
            Transformer transformer = TransformerFactory.newDefaultInstance().newTransformer();
            transformer.setOutputProperty(OutputKeys.ENCODING, "UTF-8");
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            transformer.transform(new DOMSource(root), new StreamResult(out));
            return out.toByteArray();
        } catch (TransformerException e) {
            throw new IllegalStateException("a document in memory cannot be written", e);
        }
    }

    /** Names fonts to fall back on where there is no Liberation Sans. */
    private static final class Fallbacks extends DefaultStyleHandler {

        @Override
        @SuppressWarnings({"rawtypes", "unchecked"}) // as Batik declares it
        public void setStyle(Element element, Map style, SVGGeneratorContext context) {
            style.computeIfPresent(SVGConstants.SVG_FONT_FAMILY_ATTRIBUTE, (key, family) -> Typeface.FAMILIES);
            super.setStyle(element, style, context);
        }
    }
}
