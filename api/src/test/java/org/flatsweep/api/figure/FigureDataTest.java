package org.flatsweep.api.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.flatsweep.api.ApiTest;
import org.flatsweep.api.figure.HeatMap.Cell;
import org.flatsweep.api.figure.Scatter.Trial;
import org.flatsweep.api.figure.Scatter.Trials;
import org.flatsweep.api.problem.Problem;
import org.flatsweep.domain.Method;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What is drawn, before it is: means over two seeds, whose standard error is half their distance. */
class FigureDataTest extends ApiTest {

    @Autowired
    private SliceQuery slices;

    @Autowired
    private AccuracyAgainstRho accuracyAgainstRho;

    @Autowired
    private RhoBySigma0 rhoBySigma0;

    @Autowired
    private LearningCurves learningCurves;

    @Autowired
    private SharpnessAgainstError sharpnessAgainstError;

    @BeforeEach
    void submitSweep() {
        submit("""
                name: rho by sigma0
                dataset: digits
                model: {name: wrn, depth: 10, width: 1}
                epochs: 3
                methods:
                  - {name: sgd}
                  - {name: sam, grid: {rho: [0.2, 0.01, 0.05]}}
                  - {name: vsam, grid: {rho: [0.05, 0.1], sigma0: [0.1, 0.2]}}
                seeds: [0, 1]
                """);
    }

    @Test
    void shouldShowAtEachRhoTheConfigurationBestOnValidationData() {
        succeed("vsam", "rho = 0.05 and sigma0 = 0.1", 0.90, 0.92);
        succeed("vsam", "rho = 0.05 and sigma0 = 0.2", 0.80, 0.82);
        succeed("vsam", "rho = 0.1 and sigma0 = 0.1", 0.70, 0.72);
        succeed("vsam", "rho = 0.1 and sigma0 = 0.2", 0.84, 0.88);

        Curves figure = accuracyAgainstRho.of(slice("vsam"));

        expect(figure, new Curve(Method.VSAM, "VariationalSAM", true,
                List.of(new Point(0.05, 0.91, 0.01), new Point(0.1, 0.86, 0.02))));
        assertThat(figure.caption()).isEqualTo("digits, WRN-10-1. Mean ± standard error over 2 seeds."
                + " At each ρ the configuration best on validation data.");
        assertThat(figure.y().label()).isEqualTo("Validation accuracy (%)");
    }

    @Test
    void shouldShowACompleteConfigurationBeforeOneWithABetterMeanOfFewerSeeds() {
        succeed("vsam", "rho = 0.05 and sigma0 = 0.1", 0.99);
        succeed("vsam", "rho = 0.05 and sigma0 = 0.2", 0.80, 0.82);

        assertThat(accuracyAgainstRho.of(slice("vsam")).curves().get(0).points().get(0).mean())
                .isCloseTo(0.81, within(1e-12));
    }

    @Test
    void shouldDrawAMethodWithoutRhoLevelOverTheRangeOfTheOthers() {
        succeed("sgd", "true", 0.80, 0.90);
        succeed("sam", "rho = 0.05", 0.92, 0.94);

        Curves figure = accuracyAgainstRho.of(slice("sgd", "sam"));

        expect(figure,
                new Curve(Method.SGD, "SGD", false, List.of(new Point(0.01, 0.85, 0.05), new Point(0.2, 0.85, 0.05))),
                new Curve(Method.SAM, "SAM (0–2 of 2 seeds)", true, List.of(new Point(0.05, 0.93, 0.01))));
        assertThat(figure.caption()).doesNotContain("best on validation data");
    }

    @Test
    void shouldSayInTheLegendWhichSeedsAreMissingAndGiveALoneSeedNoError() {
        succeed("sam", "rho = 0.01", 0.90);
        succeed("sam", "rho = 0.05", 0.92);
        succeed("sam", "rho = 0.2", 0.91);

        expect(accuracyAgainstRho.of(slice("sam")), new Curve(Method.SAM, "SAM (1 of 2 seeds)", true,
                List.of(new Point(0.01, 0.90, null), new Point(0.05, 0.92, null), new Point(0.2, 0.91, null))));
    }

    @Test
    void shouldNotDrawAgainstRhoWhatHasNone() {
        succeed("sgd", "true", 0.80, 0.90);

        assertProblem(() -> accuracyAgainstRho.of(slice("sgd")), 422, "fewer than two values of rho");
    }

    @Test
    void shouldWaitForATrialThatHasWhatTheAxesShow() {
        succeed("sgd", "true", 0.80, 0.90);

        assertProblem(() -> accuracyAgainstRho.of(slice("sgd", "sam")), 409, "no trial with a rho has succeeded yet");
        assertProblem(() -> rhoBySigma0.of(slice("sgd", "vsam")), 409, "no trial of vsam has succeeded yet");
    }

    @Test
    void shouldShowTheLowerBoundOfAutoencoders() {
        long sweep = submit("""
                name: vae
                dataset: digits
                model: {name: vae, latent: 8, hidden: 256}
                optimizer: {name: adamw}
                methods: [{name: sam, grid: {rho: [0.05, 0.1]}}]
                seeds: [0, 1]
                """);
        double[] losses = {110, 112, 100, 104};
        for (int i = 0; i < losses.length; i++) {
            worker("w").claim(trialsOf(sweep).get(i), 30);
            worker("w").succeedWithoutAccuracy(trialsOf(sweep).get(i), losses[i], losses[i]);
        }

        Curves figure = accuracyAgainstRho.of(slices.slice(sweep, null, null, List.of()));

        expect(figure, new Curve(Method.SAM, "SAM", true,
                List.of(new Point(0.05, -111, 1.0), new Point(0.1, -102, 2.0))));
        assertThat(figure.y().label()).isEqualTo("Validation ELBO (nats)");
    }

    @Test
    void shouldMapRhoBySigma0AndMarkTheBestCell() {
        succeed("vsam", "rho = 0.05 and sigma0 = 0.1", 0.90, 0.92);
        succeed("vsam", "rho = 0.05 and sigma0 = 0.2", 0.99);
        succeed("vsam", "rho = 0.1 and sigma0 = 0.1", 0.70, 0.72);

        HeatMap figure = rhoBySigma0.of(slice("sgd", "sam", "vsam"));

        assertThat(figure.method()).isEqualTo(Method.VSAM);
        assertThat(figure.cells())
                .usingRecursiveFieldByFieldElementComparator(upToRounding())
                .containsExactlyInAnyOrder(
                        new Cell(0.05, 0.1, 0.91, 0.01, 2, 2, true),
                        new Cell(0.05, 0.2, 0.99, null, 1, 2, false),
                        new Cell(0.1, 0.1, 0.71, 0.01, 2, 2, false),
                        new Cell(0.1, 0.2, null, null, 0, 2, false));
        assertThat(figure.caption()).contains("Seeds are missing in 2 cells: (n/2) says how many there are.");
    }

    @Test
    void shouldMapAGridOfAlphaBySigma0ThatFollowsFromIt() {
        long sweep = submit("""
                name: rho by alpha
                dataset: digits
                model: {name: wrn, depth: 10, width: 1}
                methods: [{name: sam, grid: {rho: [0.05, 0.1], alpha: [1e-4, 4e-4]}}]
                seeds: [0]
                """);
        trialsOf(sweep).forEach(trial -> {
            worker("w").claim(trial, 30);
            worker("w").succeed(trial, 0.9, 0.9);
        });
        jdbc.sql("""
                update result set provenance = jsonb_build_object('sigma0', 0.01 / sqrt(alpha))
                from results.trial t where t.trial_id = result.trial_id""").update();

        HeatMap figure = rhoBySigma0.of(slices.slice(sweep, null, null, List.of()));

        assertThat(figure.rhos()).containsExactly(0.05, 0.1);
        assertThat(figure.sigma0s()).containsExactly(0.5, 1.0);
        assertThat(figure.caption()).contains("One seed.").doesNotContain("missing");
    }

    @Test
    void shouldAskWhichMethodIsToBeMapped() {
        long sweep = submit("""
                name: two maps
                dataset: digits
                model: {name: wrn, depth: 10, width: 1}
                grid: {rho: [0.05, 0.1], sigma0: [0.1, 0.2]}
                methods: [sgd, rsam, vsam]
                seeds: [0]
                """);
        worker("w").claim(trialsOf(sweep).get(0), 30);
        worker("w").succeed(trialsOf(sweep).get(0), 0.9, 0.9);

        assertProblem(() -> rhoBySigma0.of(slices.slice(sweep, null, null, List.of())), 400,
                "method must be given, as there are several: rsam, vsam");
    }

    @Test
    void shouldNotMapWhatDoesNotVaryInBoth() {
        succeed("sam", "rho = 0.05", 0.92, 0.94);

        assertProblem(() -> rhoBySigma0.of(slice("sgd", "sam")), 422, "several values of both rho and sigma0");
    }

    /** Seed 1 has no value of the second epoch, as where it was not finite. */
    @Test
    void shouldShowTheLearningCurveOfTheChosenConfigurationWhereAllSeedsHaveIt() {
        List<Long> trials = trials("sam", "rho = 0.05");
        trials.forEach(trial -> worker("w").claim(trial, 30));
        worker("w").completeEpoch(trials.get(0), 1, Map.of("train_loss", 2.0));
        worker("w").completeEpoch(trials.get(1), 1, Map.of("train_loss", 1.0));
        worker("w").completeEpoch(trials.get(0), 2, Map.of("train_loss", 1.0));
        worker("w").completeEpoch(trials.get(0), 3, Map.of("train_loss", 0.6));
        worker("w").completeEpoch(trials.get(1), 3, Map.of("train_loss", 0.4));
        worker("w").succeed(trials.get(0), 0.9, 0.9);
        worker("w").succeed(trials.get(1), 0.9, 0.9);
        trials("sam", "rho = 0.2").forEach(trial -> {
            worker("w").claim(trial, 30);
            worker("w").completeEpoch(trial, 1, Map.of("train_loss", 9.0));
            worker("w").succeed(trial, 0.8, 1.0);
        });

        expect(learningCurves.of(slice("sam"), "train_loss", 1),
                new Curve(Method.SAM, "SAM", false, List.of(new Point(1, 1.5, 0.5), new Point(3, 0.5, 0.1))));
        expect(learningCurves.of(slice("sam"), "train_loss", 2),
                new Curve(Method.SAM, "SAM", false, List.of(new Point(3, 0.5, 0.1))));
        assertProblem(() -> learningCurves.of(slice("sam"), "train_loss", 4), 422, "from epoch 4 on no epoch");
    }

    @Test
    void shouldShowTheCurveOfTheSeedsThatHaveSucceededAndSayHowMany() {
        List<Long> trials = trials("sgd", "true");
        trials.forEach(trial -> worker("w").claim(trial, 30));
        worker("w").completeEpoch(trials.get(0), 1, Map.of("validation_accuracy", 0.5));
        worker("w").completeEpoch(trials.get(1), 1, Map.of("validation_accuracy", 0.7));
        worker("w").succeed(trials.get(0), 0.9, 0.9);

        expect(learningCurves.of(slice("sgd"), "validation_accuracy", 1),
                new Curve(Method.SGD, "SGD (1 of 2 seeds)", false, List.of(new Point(1, 0.5, null))));
    }

    @Test
    void shouldNameTheMetricsThereAre() {
        List<Long> trials = trials("sgd", "true");
        worker("w").claim(trials.get(0), 30);
        worker("w").completeEpoch(trials.get(0), 1, Map.of("train_loss", 2.0, "lr", 0.1));
        worker("w").succeed(trials.get(0), 0.9, 0.9);

        assertProblem(() -> learningCurves.of(slice("sgd"), "trian_loss", 1), 400,
                "metric must be one of lr, train_loss, not 'trian_loss'");
    }

    @Test
    void shouldShowEveryProbedTrialAsItWasLastProbed() {
        List<Long> trials = new ArrayList<>(trials("sgd", "true"));
        trials.addAll(trials("sam", "rho = 0.05"));
        double[] testAccuracies = {0.75, 0.5, 0.875, 0.9};
        for (int i = 0; i < trials.size(); i++) {
            worker("w").claim(trials.get(i), 30);
            worker("w").completeEpoch(trials.get(i), 1, Map.of("probe_sharpness_max", 9.0));
            if (i < 3) {
                worker("w").completeEpoch(trials.get(i), 3, Map.of("probe_sharpness_max", 0.1 * i));
                worker("w").succeed(trials.get(i), 0.9, testAccuracies[i]);
            }
        }

        Scatter figure = sharpnessAgainstError.of(slice("sgd", "sam", "vsam"), Sharpness.SHARPNESS_MAX);

        assertThat(figure.trials()).containsExactly(
                new Trials(Method.SGD, List.of(new Trial(0, 0.25), new Trial(0.1, 0.5))),
                new Trials(Method.SAM, List.of(new Trial(0.2, 0.125))));
        assertThat(figure.caption()).contains("3 trials of all configurations: a diagnostic");
        assertProblem(() -> sharpnessAgainstError.of(slice("sgd"), Sharpness.LAMBDA_MAX), 422,
                "both a test accuracy and the probe lambda_max; docs/probes.md");
    }

    private void succeed(String method, String where, double... validationAccuracies) {
        List<Long> trials = trials(method, where);
        for (int seed = 0; seed < validationAccuracies.length; seed++) {
            worker("w").claim(trials.get(seed), 30);
            worker("w").succeed(trials.get(seed), validationAccuracies[seed], 1 - validationAccuracies[seed]);
        }
    }

    /** By seed. */
    private List<Long> trials(String method, String where) {
        return jdbc.sql("""
                        select trial_id from results.trial
                        where sweep_id = 1 and method = :method and %s
                        order by seed""".formatted(where))
                .param("method", method)
                .query(Long.class)
                .list();
    }

    private Slice slice(String... methods) {
        return slices.slice(1, null, null, List.of(methods));
    }

    private static void expect(Curves figure, Curve... curves) {
        assertThat(figure.curves())
                .usingRecursiveFieldByFieldElementComparator(upToRounding())
                .containsExactly(curves);
    }

    private static RecursiveComparisonConfiguration upToRounding() {
        return RecursiveComparisonConfiguration.builder()
                .withEqualsForType((a, b) -> a == null || b == null ? a == b : Math.abs(a - b) < 1e-12, Double.class)
                .build();
    }

    private static void assertProblem(Runnable figure, int status, String detail) {
        assertThatExceptionOfType(Problem.class).isThrownBy(figure::run).satisfies(problem -> {
            assertThat(problem.getStatusCode().value()).isEqualTo(status);
            assertThat(problem.getBody().getDetail()).contains(detail);
        });
    }
}
