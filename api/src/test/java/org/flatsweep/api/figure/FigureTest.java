package org.flatsweep.api.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.flatsweep.api.ApiTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class FigureTest extends ApiTest {

    private static final String ALL = """
            name: all figures
            dataset: digits
            model: {name: wrn, depth: 10, width: 1}
            epochs: 3
            methods:
              - {name: sgd}
              - {name: vsam, grid: {rho: [0.01, 0.2], sigma0: [0.1, 0.25]}}
            seeds: [0, 1]
            """;

    @BeforeEach
    void finishTrials() {
        submit(ALL);
        for (long trial : trialsOf(1)) {
            worker("w").claim(trial, 30);
            for (int epoch = 1; epoch <= 3; epoch++) {
                worker("w").completeEpoch(trial, epoch,
                        Map.of("validation_accuracy", 0.3 * epoch, "probe_sharpness_max", 0.01 * trial));
            }
            // The last of them has not succeeded yet.
            if (trial < 10) {
                worker("w").succeed(trial, 0.9 + 0.01 * trial, 0.9);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            accuracy-against-rho    | SGD, VariationalSAM, Radius ρ, Validation accuracy (%), 0.01, 0.2
            rho-by-sigma0           | Radius ρ, Prior's σ₀, 0.01, 0.2, 0.1, 0.25, 93.50, ±0.50, (1/2)
            learning-curves         | SGD, VariationalSAM, Epoch, Validation accuracy (%), 1, 2, 3
            sharpness-against-error | SGD, VariationalSAM, Greatest rise found, Test error (%)
            """)
    void shouldWriteLabelsAsTextIntoSvgAndPdf(String figure, String labels) throws Exception {
        Document svg = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder()
                .parse(new ByteArrayInputStream(get(figure, "svg")));
        assertThat(svg.getDocumentElement().getAttribute("viewBox")).isEqualTo("0 0 340 227");
        assertThat(svg.getElementsByTagName("title").item(0).getTextContent())
                .startsWith("Flatsweep, sweep 1: all figures, ");
        assertThat(texts(svg)).allSatisfy(text -> assertThat(text).isNotBlank());
        for (String label : labels.split(", ")) {
            assertThat(texts(svg)).anySatisfy(text -> assertThat(text).contains(label));
            // PDFBox breaks the lines of turned text.
            assertThat(pdfText(get(figure, "pdf")).replaceAll("\\s", "")).contains(label.replace(" ", ""));
        }
    }

    @ParameterizedTest
    @CsvSource({"svg", "pdf"})
    void shouldGiveTheSameBytesForTheSameResults(String format) {
        assertThat(get("accuracy-against-rho", format)).isEqualTo(get("accuracy-against-rho", format));
    }

    @Test
    void shouldBeOnePageOfItsSizeWithItsTypefaceEmbedded() throws IOException {
        try (PDDocument pdf = Loader.loadPDF(get("rho-by-sigma0", "pdf"))) {
            assertThat(pdf.getNumberOfPages()).isEqualTo(1);
            assertThat(pdf.getPage(0).getMediaBox().getWidth()).isEqualTo(340);
            assertThat(pdf.getPage(0).getMediaBox().getHeight()).isEqualTo(227);
            assertThat(pdf.getDocumentInformation().getTitle())
                    .isEqualTo("Flatsweep, sweep 1: all figures, ρ × σ₀ of VariationalSAM");
        }
    }

    @ParameterizedTest
    @CsvSource({"image/svg+xml, <?xml", "application/pdf, %PDF-", "*/*, <?xml"})
    void shouldChooseTheFormatByTheAcceptHeaderToo(String accept, String beginning) {
        http.get().uri("/api/v1/sweeps/1/figures/learning-curves").header("Accept", accept).exchange()
                .expectStatus().isOk()
                .expectBody(byte[].class).value(bytes -> assertThat(new String(bytes)).startsWith(beginning));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            7/figures/learning-curves | 404 | there is no sweep 7
            1/figures/roc | 404 | there is no figure 'roc'; there are: accuracy-against-rho,
            1/figures/learning-curves?format=csv | 406 | format=csv
            1/figures/learning-curves?dataset=mnist | 400 | dataset must be one of digits, not 'mnist'
            1/figures/learning-curves?model=WRN-28-2 | 400 | model must be one of WRN-10-1, not 'WRN-28-2'
            1/figures/learning-curves?method=sgd&method=sam | 400 | method must be one of sgd, vsam, not 'sam'
            1/figures/learning-curves?metric=f1 | 400 | metric must be one of probe_sharpness_max, validation_
            1/figures/learning-curves?from_epoch=0 | 400 | must be greater than or equal to 1
            1/figures/sharpness-against-error?measure=flatness | 400 | measure must be one of sharpness_step, sharp
            """)
    void shouldNameWhatIsWrongAndWhatIsAllowed(String path, int status, String detail) {
        expectProblem(path, status, detail);
    }

    @Test
    void shouldAskForTheDatasetAndTheModelOfASweepThatHasSeveral() {
        submit("""
                name: several
                dataset: [digits, mnist]
                model: [{name: wrn, depth: 10, width: 1}, {name: wrn, depth: 16, width: 1}]
                methods: [sgd]
                seeds: [0]
                """);

        expectProblem("2/figures/learning-curves", 400,
                "dataset must be given, as there are several: digits, mnist");
        expectProblem("2/figures/learning-curves?dataset=mnist", 400,
                "model must be given, as there are several: WRN-10-1, WRN-16-1");
        expectProblem("2/figures/learning-curves?dataset=mnist&model=WRN-10-1", 409, "no trial has succeeded yet");
    }

    private void expectProblem(String path, int status, String detail) {
        http.get().uri("/api/v1/sweeps/" + path).exchange()
                .expectStatus().isEqualTo(status)
                .expectHeader().contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody().jsonPath("$.detail").value(String.class, d -> assertThat(d).contains(detail));
    }

    private byte[] get(String figure, String format) {
        return http.get().uri("/api/v1/sweeps/1/figures/{figure}?format={format}", figure, format).exchange()
                .expectStatus().isOk()
                .expectBody(byte[].class).returnResult().getResponseBody();
    }

    private static List<String> texts(Document svg) {
        NodeList texts = svg.getElementsByTagName("text");
        return IntStream.range(0, texts.getLength()).mapToObj(i -> texts.item(i).getTextContent()).toList();
    }

    private static String pdfText(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(document);
        }
    }
}
