package org.flatsweep.cli.toy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class Figure1Test {

    private static final String TABLE = """
        | Panel              | Sharp minimum (m, s) | Wide minimum (m, s)  | Lower | Pass (m, s)          | Reach (%) |
        | ------------------ | -------------------- | -------------------- | ----- | -------------------- | --------: |
        | A  L(θ)            | (-16.8, 12.8) 0.2752 | (19.8, 29.9) 0.3564  | sharp | (0.3, 22.5) 0.3977   |      49.0 |
        | B  E L(θ + ε)      | (-13.9, 16.4) 0.3712 | (19.5, 30.4) 0.3726  | sharp | (-0.5, 23.3) 0.4049  |      48.1 |
        | C  max L(θ + ε)    | (-13.9, 15.1) 0.4057 | (19.8, 30.3) 0.3784  | wide  | (-3.3, 21.3) 0.4354  |      39.8 |
        | D  L(θ) + ρ‖∇L(θ)‖ | (-16.8, 12.8) 0.2752 | (19.8, 29.9) 0.3564  | sharp | (-6.0, 18.5) 0.4319  |      30.7 |

        Pass: the lowest point on the boundary of the sharp minimum's basin. Reach: how far the basin goes
        on the straight line from the sharp minimum of A to its wide one.
        D has another minimum at (0.3, 22.5) 0.3977.
        """;

    private static Figure1 figure;

    @TempDir
    private Path directory;

    @BeforeAll
    static void compute() {
        figure = Figure1.of(8);
    }

    @Test
    void isWrittenAsSvgAndPngWithFourPanels() throws Exception {
        List<Path> files = figure.writeTo(directory.resolve("missing"));

        Element svg = parser().parse(files.get(0).toFile()).getDocumentElement();
        assertThat(svg.getElementsByTagName("image").getLength()).isEqualTo(4);
        assertThat(texts(svg)).contains(
                "A  L(θ)", "B  E L(θ + ε), ε ~ N(0, ρ²/2 · I), ρ = 8", "C  max L(θ + ε), ‖ε‖ ≤ ρ, ρ = 8",
                "D  L(θ) + ρ‖∇L(θ)‖, ρ = 8", "m", "sharp minimum", "wide minimum");
        BufferedImage png = ImageIO.read(files.get(1).toFile());
        assertThat(svg.getAttribute("width")).isEqualTo(String.valueOf(png.getWidth()));
        assertThat(svg.getAttribute("height")).isEqualTo(String.valueOf(png.getHeight()));
        assertThat(distinctColours(png)).isGreaterThan(100);
    }

    @Test
    void hasATableOfMinimaAndBoundaries() {
        assertThat(figure.table()).isEqualToNormalizingNewlines(TABLE);
    }

    @Test
    void saysWhereTheSharpMinimumIsGone() {
        assertThat(Figure1.of(12).table()).contains("| none ");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-8, 0.4, 20.1, Double.NaN})
    void refusesARadiusThatItsLatticeCannotShow(double rho) {
        assertThatIllegalArgumentException().isThrownBy(() -> Figure1.of(rho))
                .withMessage("--rho must be from 0.5 to 20, not " + rho);
    }

    private static DocumentBuilder parser() throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        return factory.newDocumentBuilder();
    }

    private static List<String> texts(Element svg) {
        NodeList texts = svg.getElementsByTagName("text");
        return IntStream.range(0, texts.getLength()).mapToObj(k -> texts.item(k).getTextContent()).toList();
    }

    private static long distinctColours(BufferedImage image) {
        return IntStream.of(image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
                .distinct()
                .count();
    }
}
