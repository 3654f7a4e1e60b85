package org.flatsweep.api.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.flatsweep.api.ApiTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;

class ResultsTableTest extends ApiTest {

    /** Test accuracies 0.90, 0.92, 0.94: sample standard deviation 0.02, over √3. */
    private static final double STANDARD_ERROR = 0.02 / Math.sqrt(3);

    /** SGD: one seed of three. SAM: ρ = 0.1 is best on validation, though not on test. */
    @BeforeEach
    void finishSomeTrials() {
        submit(SIX_TRIALS.replace("[0, 1]", "[0, 1, 2]"));
        succeed(1, 0.80, 0.81);
        succeed(4, 0.90, 0.99);
        succeed(5, 0.90, 0.99);
        succeed(6, 0.90, 0.99);
        succeed(7, 0.93, 0.90);
        succeed(8, 0.95, 0.92);
        succeed(9, 0.97, 0.94);
    }

    private void succeed(long trial, double validationAccuracy, double testAccuracy) {
        worker("w").claim(trial, 30);
        worker("w").succeed(trial, validationAccuracy, testAccuracy);
    }

    @Test
    void shouldChooseByValidationAccuracyAndReportTheMeanAndItsStandardErrorOverSeeds() {
        http.get().uri("/api/v1/sweeps/1/table").exchange()
                .expectHeader().contentType(MediaType.APPLICATION_JSON)
                .expectBody()
                .jsonPath("$.sweep_id").isEqualTo(1)
                .jsonPath("$.name").isEqualTo("rho sweep")
                .jsonPath("$.varied").value(Object.class, list("rho"))
                .jsonPath("$.rows.length()").isEqualTo(2)
                .jsonPath("$.rows[0].method").isEqualTo("sgd")
                .jsonPath("$.rows[0].seeds").isEqualTo(1)
                .jsonPath("$.rows[0].seeds_asked").isEqualTo(3)
                .jsonPath("$.rows[0].test_accuracy").isEqualTo(0.81)
                .jsonPath("$.rows[0].test_standard_error").isEqualTo(null)
                .jsonPath("$.rows[1].method_label").isEqualTo("SAM")
                .jsonPath("$.rows[1].hyperparameters.rho").isEqualTo(0.1)
                .jsonPath("$.rows[1].configurations").isEqualTo(2)
                .jsonPath("$.rows[1].ties").isEqualTo(0)
                .jsonPath("$.rows[1].seeds").isEqualTo(3)
                .jsonPath("$.rows[1].validation_accuracy").value(Double.class, about(0.95))
                .jsonPath("$.rows[1].test_accuracy").value(Double.class, about(0.92))
                .jsonPath("$.rows[1].test_standard_error").value(Double.class, about(STANDARD_ERROR))
                .jsonPath("$.rows[1].train_seconds").isEqualTo(30.0);
    }

    @Test
    void shouldGiveTheNumbersThatPlainSqlOnTheViewGives() {
        Map<String, Object> row =
                jdbc.sql("select * from results.best_config where method = 'sam'").query().singleRow();
        http.get().uri("/api/v1/sweeps/1/table").exchange().expectBody()
                .jsonPath("$.rows[1].validation_accuracy").isEqualTo(row.get("validation_accuracy"))
                .jsonPath("$.rows[1].validation_standard_error").isEqualTo(row.get("validation_standard_error"))
                .jsonPath("$.rows[1].test_accuracy").isEqualTo(row.get("test_accuracy"))
                .jsonPath("$.rows[1].test_standard_error").isEqualTo(row.get("test_standard_error"));
    }

    @Test
    void shouldWriteMarkdown() {
        assertThat(table("markdown")).isEqualTo("""
                | Dataset | Model    | Method | Hyperparameters | Configurations | Seeds \
                | Validation accuracy (%) | Test accuracy (%) | vs SGD (%) |
                | ------- | -------- | ------ | --------------- | -------------: | ----: \
                | ----------------------: | ----------------: | ---------: |
                | digits  | WRN-10-1 | SGD    |                 |              1 |   1/3 \
                |                   80.00 |             81.00 |          — |
                | digits  | WRN-10-1 | SAM    | rho=0.1         |              2 |     3 \
                |            95.00 ± 1.15 |      92.00 ± 1.15 |      +9.00 |

                Chosen on validation data; mean and standard error over seeds.

                vs SGD: mean difference on shared seeds and its standard error; *, **, *** where p < 0.05, 0.01, 0.001 \
                by a paired t-test with Holm's correction for 0 comparisons.

                Seeds are missing where two numbers stand: succeeded/asked.
                """);
    }

    @Test
    void shouldCountASingleComparisonAsOne() {
        succeed(2, 0.81, 0.80);

        assertThat(table("markdown")).contains("with Holm's correction for 1 comparison.");
    }

    @Test
    void shouldWriteLatex() {
        assertThat(table("latex")).isEqualTo("""
                % Flatsweep, sweep 1: rho sweep
                % Chosen on validation data; mean and standard error over seeds.
                % vs SGD: mean difference on shared seeds and its standard error; *, **, *** where p < 0.05, 0.01, 0.001 \
                by a paired t-test with Holm's correction for 0 comparisons.
                % Seeds are missing where two numbers stand: succeeded/asked.
                \\begin{tabular}{llllrrrrr}
                \\toprule
                Dataset & Model & Method & Hyperparameters & Configurations & Seeds \
                & Validation accuracy (\\%) & Test accuracy (\\%) & vs SGD (\\%) \\\\
                \\midrule
                digits & WRN-10-1 & SGD &  & $1$ & 1/3 & $80.00$ & $81.00$ & -- \\\\
                digits & WRN-10-1 & SAM & rho=0.1 & $2$ & $3$ & $95.00 \\pm 1.15$ & $92.00 \\pm 1.15$ & $+9.00$ \\\\
                \\bottomrule
                \\end{tabular}
                """);
    }

    @Test
    void shouldWriteCsvWithAColumnForEachHyperparameterAndRawFractions() {
        assertThat(table("csv").split("\r\n")).satisfiesExactly(
                header -> assertThat(header)
                        .startsWith("dataset,model,method,method_label,optimizer,epochs,batch_size,lr,")
                        .contains(",rho,configurations,configurations_incomplete,ties,seeds,seeds_asked,seeds_missing,")
                        .endsWith(",difference_wilcoxon,difference_wilcoxon_p,difference_holm_wilcoxon_p"),
                sgd -> assertThat(sgd).startsWith("digits,WRN-10-1,sgd,SGD,sgd,3,128,0.1,")
                        .contains(",,1,1,0,1,3,2,0.8,,0.81,,,10.0,ACCURACY,"),
                sam -> assertThat(sam).contains(",0.1,2,0,0,3,3,0,0.9").contains(",sgd,1,0."));
    }

    @ParameterizedTest
    @CsvSource({"text/markdown, '| Dataset'", "application/x-latex, '% Flatsweep'", "text/csv, 'dataset,'", "*/*, '{'"})
    void shouldChooseTheFormatByTheAcceptHeaderToo(String accept, String beginning) {
        http.get().uri("/api/v1/sweeps/1/table").header("Accept", accept).exchange()
                .expectStatus().isOk()
                .expectBody(String.class).value(text -> assertThat(text).startsWith(beginning));
    }

    @Test
    void shouldCallNothingATieBeforeThereAreResults() {
        long sweep = submit(SIX_TRIALS + "reuse: false");
        http.get().uri("/api/v1/sweeps/{id}/table", sweep).exchange().expectBody()
                .jsonPath("$.rows[1].configurations").isEqualTo(2)
                .jsonPath("$.rows[1].ties").isEqualTo(0)
                .jsonPath("$.rows[1].seeds").isEqualTo(0)
                .jsonPath("$.rows[1].test_accuracy").isEqualTo(null);
    }

    /** The mean of 139/145 and 141/145 comes out one bit below that of 140/145 twice. */
    @Test
    void shouldSeeTiesThroughRoundingErrorsAndChooseTheFirst() {
        long sweep = submit(SIX_TRIALS + "reuse: false");
        int[] rightOf145 = {139, 141, 140, 140};
        for (int i = 0; i < rightOf145.length; i++) {
            long sam = trialsOf(sweep).get(2 + i);
            worker("w").claim(sam, 30);
            worker("w").succeed(sam, rightOf145[i] / 145.0, 0.9);
        }
        assertThat((139 / 145.0 + 141 / 145.0) / 2).isLessThan((140 / 145.0 + 140 / 145.0) / 2);
        http.get().uri("/api/v1/sweeps/{id}/table", sweep).exchange().expectBody()
                .jsonPath("$.rows[1].hyperparameters.rho").isEqualTo(0.05)
                .jsonPath("$.rows[1].ties").isEqualTo(1);
    }

    /** A sweep of SGD and SAM whose differences on three seeds are 0.01, 0.02 and 0.03. */
    private long complete() {
        long sweep = submit(SIX_TRIALS.replace("[0, 1]", "[0, 1, 2]").replace("[0.05, 0.1]", "[0.05]") + "reuse: false");
        double[] tests = {0.90, 0.90, 0.90, 0.91, 0.92, 0.93};
        for (int i = 0; i < tests.length; i++) {
            worker("w").claim(trialsOf(sweep).get(i), 30);
            worker("w").succeed(trialsOf(sweep).get(i), 0.9, tests[i]);
        }
        return sweep;
    }

    /** t = 0.02 / (0.01/√3) = 2√3 with two degrees of freedom, whose distribution has a closed form. */
    @Test
    void shouldCompareEveryMethodWithTheBaselineOnSharedSeeds() {
        double t = 2 * Math.sqrt(3);
        http.get().uri("/api/v1/sweeps/{id}/table", complete()).exchange().expectBody()
                .jsonPath("$.baseline").isEqualTo("sgd")
                .jsonPath("$.rows[0].difference").isEqualTo(null)
                .jsonPath("$.rows[1].difference.to").isEqualTo("sgd")
                .jsonPath("$.rows[1].difference.pairs").isEqualTo(3)
                .jsonPath("$.rows[1].difference.mean").value(Double.class, about(0.02))
                .jsonPath("$.rows[1].difference.standard_error").value(Double.class, about(0.01 / Math.sqrt(3)))
                .jsonPath("$.rows[1].difference.t").value(Double.class, about(t))
                .jsonPath("$.rows[1].difference.p").value(Double.class, about(1 - t / Math.sqrt(2 + t * t)))
                .jsonPath("$.rows[1].difference.holm_p").value(Double.class, about(1 - t / Math.sqrt(2 + t * t)))
                .jsonPath("$.rows[1].difference.wilcoxon").isEqualTo(6.0)
                .jsonPath("$.rows[1].difference.wilcoxon_p").isEqualTo(0.25)
                .jsonPath("$.rows[1].test_standard_deviation").value(Double.class, about(0.01))
                .jsonPath("$.rows[1].test_interval.low").value(Double.class, about(0.91));
    }

    @Test
    void shouldCompareWithTheBaselineAskedFor() {
        http.get().uri("/api/v1/sweeps/{id}/table?baseline=sam", complete()).exchange().expectBody()
                .jsonPath("$.baseline").isEqualTo("sam")
                .jsonPath("$.rows[0].difference.mean").value(Double.class, about(-0.02))
                .jsonPath("$.rows[1].difference").isEqualTo(null);
        http.get().uri("/api/v1/sweeps/1/table?baseline=asam").exchange()
                .expectStatus().isBadRequest()
                .expectBody().jsonPath("$.detail")
                .isEqualTo("baseline must be a method of sweep 1 (sgd, sam), not 'asam'");
    }

    @Test
    void shouldEmphasiseTheBestAndWriteTheSpreadAskedFor() {
        long sweep = complete();
        assertThat(table(sweep, "markdown")).contains("|      90.00 ± 0.00 |", "|  **92.00 ± 0.58** |", "| +2.00 ± 0.58 |");
        assertThat(table(sweep, "latex&spread=standard_deviation"))
                .contains("& $\\mathbf{92.00 \\pm 1.00}$ & $+2.00 \\pm 0.58$");
        assertThat(table(sweep, "markdown&spread=interval")).contains("| **92.00 [91.00, 93.00]** |");
        http.get().uri("/api/v1/sweeps/1/table?spread=range").exchange()
                .expectStatus().isBadRequest()
                .expectBody().jsonPath("$.detail").value(String.class, detail -> assertThat(detail)
                        .contains("spread", "range", "standard_error", "standard_deviation", "interval"));
    }

    /** Of SAM's two configurations the second is better on validation data. */
    @Test
    void shouldExpectLessOfASmallerBudget() {
        http.get().uri("/api/v1/sweeps/1/budget").exchange().expectBody()
                .jsonPath("$.rows.length()").isEqualTo(2)
                .jsonPath("$.rows[0].method").isEqualTo("sam")
                .jsonPath("$.rows[0].budget").isEqualTo(1)
                .jsonPath("$.rows[0].expected_test").value(Double.class, about((0.92 + 0.99) / 2))
                .jsonPath("$.rows[1].budget").isEqualTo(2)
                .jsonPath("$.rows[1].configurations").isEqualTo(2)
                .jsonPath("$.rows[1].expected_test").value(Double.class, about(0.92));
        assertThat(text("/api/v1/sweeps/1/budget?format=markdown")).contains("|               1 of 2 |       95.50 % |", "92.00 % |");
    }

    @Test
    void shouldPutThePublishedNumbersBesideOurs() {
        long sweep = submit("""
                name: table 4
                dataset: cifar10
                model: {name: wrn, depth: 28, width: 2}
                methods: [asam]
                seeds: [0, 1]
                """);
        worker("w").claim(trialsOf(sweep).get(0), 30);
        worker("w").succeed(trialsOf(sweep).get(0), 0.9, 0.96);
        http.get().uri("/api/v1/sweeps/{id}/published/4", sweep).exchange().expectBody()
                .jsonPath("$.rows.length()").isEqualTo(4)
                .jsonPath("$.rows[0].method").isEqualTo("asam")
                .jsonPath("$.rows[0].published_test_accuracy").isEqualTo(0.9617)
                .jsonPath("$.rows[0].published_error").isEqualTo(0.0007)
                .jsonPath("$.rows[0].test_accuracy").isEqualTo(0.96)
                .jsonPath("$.rows[0].seeds").isEqualTo(1)
                .jsonPath("$.rows[0].seeds_asked").isEqualTo(2)
                .jsonPath("$.rows[0].difference").value(Double.class, about(-0.0017))
                .jsonPath("$.rows[1].test_accuracy").isEqualTo(null)
                .jsonPath("$.rows[2].doubt").isNotEmpty();
        assertThat(text("/api/v1/sweeps/" + sweep + "/published/4?format=markdown"))
                .contains("|   1/2 |    96.00 |   96.17 ± 0.07 |          -0.17 |", "|        — | 65.30 ± 0.10 † |", "† cifar100");
        assertThat(text("/api/v1/sweeps/" + sweep + "/published/4?format=latex")).contains("$65.30 \\pm 0.10^{\\dagger}$");
        assertThat(text("/api/v1/sweeps/" + sweep + "/published/3?format=markdown")).contains("no trial");
        http.get().uri("/api/v1/sweeps/{id}/published/2", sweep).exchange().expectStatus().isNotFound()
                .expectBody().jsonPath("$.detail").isEqualTo("the paper's tables of results are 3 and 4, not 2");
    }

    @Test
    void shouldCompareTwoSweeps() {
        long sweep = complete();
        http.get().uri("/api/v1/sweeps/{id}/comparison/1", sweep).exchange().expectBody()
                .jsonPath("$.rows.length()").isEqualTo(2)
                .jsonPath("$.rows[0].same_configuration").isEqualTo(true)
                .jsonPath("$.rows[0].difference.pairs").isEqualTo(1)
                .jsonPath("$.rows[1].same_configuration").isEqualTo(false)
                .jsonPath("$.rows[1].hyperparameters.rho").isEqualTo(0.05)
                .jsonPath("$.rows[1].other_hyperparameters.rho").isEqualTo(0.1)
                .jsonPath("$.rows[1].test").value(Double.class, about(0.92))
                .jsonPath("$.rows[1].difference.to").isEqualTo("sweep 1")
                .jsonPath("$.rows[1].difference.mean").value(Double.class, about(0));
        assertThat(text("/api/v1/sweeps/" + sweep + "/comparison/1?format=markdown"))
                .contains("| Sweep 1 |".replace("| ", "|      "), "| different ");
        assertThat(text("/api/v1/sweeps/" + sweep + "/comparison/1?format=csv")).contains(",other_hyperparameters_rho,");
        http.get().uri("/api/v1/sweeps/1/comparison/99").exchange().expectStatus().isNotFound();
    }

    @Test
    void shouldShowTheLowerBoundOfAutoencodersAndChooseByIt() {
        long sweep = submit("""
                name: noise
                dataset: digits
                model:
                  - {name: vae, latent: 8, hidden: 256}
                  - {name: vae, latent: 8, hidden: 256, noise: interpolated, lambda: 0.25}
                optimizer: {name: adamw}
                grid: {lr: [1e-3, 3e-3]}
                methods: [sgd]
                seeds: [0, 1]
                """);
        List<Long> trials = trialsOf(sweep);
        double[] validationLosses = {110, 112, 109, 111, 120};
        for (int i = 0; i < validationLosses.length; i++) {
            worker("w").claim(trials.get(i), 30);
            worker("w").succeedWithoutAccuracy(trials.get(i), validationLosses[i], validationLosses[i] + 1);
        }

        http.get().uri("/api/v1/sweeps/{id}/table", sweep).exchange().expectBody()
                .jsonPath("$.rows[0].measure").isEqualTo("ELBO")
                .jsonPath("$.rows[0].hyperparameters.lr").isEqualTo(3e-3)
                .jsonPath("$.rows[0].validation_accuracy").isEqualTo(null)
                .jsonPath("$.rows[0].test_elbo").isEqualTo(-111.0)
                .jsonPath("$.rows[0].test_loss").isEqualTo(111.0)
                .jsonPath("$.rows[0].test_loss_standard_error").value(Double.class, about(1));
        assertThat(table(sweep, "markdown")).isEqualTo("""
                | Dataset | Model            | Method | Hyperparameters | Configurations | Seeds \
                | Validation ELBO (nats) | Test ELBO (nats) |
                | ------- | ---------------- | ------ | --------------- | -------------: | ----: \
                | ---------------------: | ---------------: |
                | digits  | VAE-8-256        | SGD    | lr=0.003        |              2 |     2 \
                |         -110.00 ± 1.00 |   -111.00 ± 1.00 |
                | digits  | VAE-8-256 λ=0.25 | SGD    | lr=0.001        |              2 |   1/2 \
                |                -120.00 |          -121.00 |

                Chosen on validation data; mean and standard error over seeds.

                Seeds are missing where two numbers stand: succeeded/asked.
                """);
        assertThat(table(sweep, "latex")).contains("{llllrrrr}", "VAE-8-256 $\\lambda$=0.25 &",
                "& $-110.00 \\pm 1.00$ & $-111.00 \\pm 1.00$", "& $-121.00$");
        assertThat(table(sweep, "csv")).contains(",ELBO,110.0,", ",-110.0,-111.0,");
    }

    /** Each by its own measure. */
    @Test
    void shouldPutClassifiersAndAutoencodersIntoOneTable() {
        long sweep = submit("""
                name: both
                dataset: digits
                model: [{name: wrn, depth: 10, width: 1}, {name: vae, latent: 8, hidden: 256}]
                methods: [sgd]
                seeds: [0]
                """);
        worker("w").claim(trialsOf(sweep).get(0), 30);
        worker("w").succeed(trialsOf(sweep).get(0), 0.9, 0.8);
        worker("w").claim(trialsOf(sweep).get(1), 30);
        worker("w").succeedWithoutAccuracy(trialsOf(sweep).get(1), 110, 111);

        assertThat(table(sweep, "markdown").lines().skip(2).limit(2).map(row -> row.replaceAll(" +", " "))).containsExactly(
                "| digits | WRN-10-1 | SGD | | 1 | 1 | 90.00 | 80.00 | — | — |",
                "| digits | VAE-8-256 | SGD | | 1 | 1 | — | — | -110.00 | -111.00 |");
    }

    /** Sums of fractions are exact only to rounding. */
    private static Consumer<Double> about(double expected) {
        return actual -> assertThat(actual).isCloseTo(expected, within(1e-12));
    }

    private String table(String format) {
        return table(1, format);
    }

    private String table(long sweep, String format) {
        return text("/api/v1/sweeps/%d/table?format=%s".formatted(sweep, format));
    }

    private String text(String uri) {
        return http.get().uri(uri).exchange()
                .expectStatus().isOk()
                .expectBody(String.class).returnResult().getResponseBody();
    }
}
