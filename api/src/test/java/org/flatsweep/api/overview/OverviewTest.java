package org.flatsweep.api.overview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.groups.Tuple;
import org.flatsweep.api.ApiTest;
import org.flatsweep.api.overview.SweepOverview.BestConfiguration;
import org.flatsweep.domain.Measure;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class OverviewTest extends ApiTest {

    /** The clock goes on while a test runs. */
    private static final double SLOWNESS = 0.05;

    @Autowired
    private Overviews overviews;

    /** Claimed and succeeded, by the minutes that have passed since. */
    private void succeeded(long trial, double begun, double ended, double validation) {
        worker("w").claim(trial, 30);
        worker("w").succeed(trial, validation, 0.5);
        jdbc.sql("""
                        update attempt set started_at = now() - :begun * interval '1 minute',
                                           ended_at = now() - :ended * interval '1 minute'
                        where trial_id = :trial""")
                .param("begun", begun).param("ended", ended).param("trial", trial).update();
        jdbc.sql("update trial set finished_at = (select ended_at from attempt where trial_id = id) where id = :trial")
                .param("trial", trial).update();
    }

    private void running(long trial, double begun) {
        worker("w").claim(trial, 30);
        jdbc.sql("update attempt set started_at = now() - :begun * interval '1 minute' where trial_id = :trial")
                .param("begun", begun).param("trial", trial).update();
    }

    private double pace(long sweep) {
        return overviews.of(sweep).trialsPerHour();
    }

    @Test
    void shouldMeasureThePaceAndWhenTheSweepWillEndAtIt() {
        long sweep = submit(SIX_TRIALS);
        succeeded(1, 60, 30, 0.9);
        succeeded(2, 30, 0, 0.9);
        running(3, 0);

        SweepOverview overview = overviews.of(sweep);

        assertThat(overview.trialsPerHour()).isCloseTo(2, within(SLOWNESS));
        assertThat(Duration.between(Instant.now(), overview.estimatedEnd()).toMinutes()).isBetween(115L, 125L);
    }

    @Test
    void shouldCountHoursOnceInWhichTrialsRunAtTheSameTime() {
        long sweep = submit(SIX_TRIALS);
        succeeded(1, 60, 10, 0.9);
        succeeded(2, 60, 0, 0.9);
        succeeded(3, 50, 0, 0.9);
        running(4, 60);

        assertThat(pace(sweep)).isCloseTo(3, within(SLOWNESS));
    }

    @Test
    void shouldLeaveOutTheNightInWhichTheSweepWasPaused() {
        long sweep = submit(SIX_TRIALS);
        succeeded(1, 660, 630, 0.9);
        succeeded(2, 30, 0, 0.9);
        running(3, 0);

        assertThat(pace(sweep)).isCloseTo(2, within(SLOWNESS));
    }

    @Test
    void shouldForgetHowFastLongGoneTrialsWere() {
        long sweep = submit(SIX_TRIALS.replace("[0, 1]", IntStream.range(0, 50).boxed().toList().toString()));
        List<Long> trials = trialsOf(sweep);
        for (int i = 0; i < 40; i++) {
            succeeded(trials.get(i), 10 * (140 - i), 10 * (139 - i), 0.9);
        }
        for (int i = 40; i < 140; i++) {
            succeeded(trials.get(i), 140 - i, 139 - i, 0.9);
        }
        running(trials.get(140), 0);

        assertThat(pace(sweep)).isCloseTo(60, within(1.0));
    }

    @Test
    void shouldCountTrialsThatFailedButNoneThatWereCancelledOrReused() {
        long first = submit(SIX_TRIALS);
        succeeded(1, 60, 0, 0.9);
        jdbc.sql("update sweep set cancelled_at = now() where id = :id").param("id", first).update();
        long sweep = submit(SIX_TRIALS);
        List<Long> trials = trialsOf(sweep);
        running(trials.get(1), 60);
        worker("w").fail(trials.get(1), "DIVERGED", "NaN");
        jdbc.sql("update trial set state = 'CANCELLED', finished_at = now() where id = :id")
                .param("id", trials.get(2)).update();
        running(trials.get(3), 60);

        assertThat(jdbc.sql("select reused_from from trial where id = :id").param("id", trials.get(0))
                .query(Long.class).single()).isEqualTo(1);
        assertThat(pace(sweep)).isCloseTo(1, within(SLOWNESS));
    }

    @Test
    void shouldNotGuessBeforeATrialHasEnded() {
        long sweep = submit(SIX_TRIALS);
        assertThat(overviews.of(sweep)).isEqualTo(new SweepOverview(null, null, List.of()));

        running(1, 10);
        assertThat(overviews.of(sweep)).isEqualTo(new SweepOverview(null, null, List.of()));
    }

    @Test
    void shouldNotGuessWhileNobodyTrains() {
        long sweep = submit(SIX_TRIALS);
        succeeded(1, 60, 30, 0.9);
        assertThat(overviews.of(sweep).trialsPerHour()).isNull();
        assertThat(overviews.of(sweep).estimatedEnd()).isNull();
    }

    @Test
    void shouldKeepThePaceInTheMomentBetweenTwoTrials() {
        long sweep = submit(SIX_TRIALS);
        succeeded(1, 60, 0.5, 0.9);
        assertThat(pace(sweep)).isCloseTo(1, within(SLOWNESS));
    }

    @Test
    void shouldNotPromiseAnEndWhilePaused() {
        long sweep = submit(SIX_TRIALS);
        succeeded(1, 60, 0, 0.9);
        running(2, 60);
        jdbc.sql("update sweep set paused_at = now()").update();

        assertThat(pace(sweep)).isCloseTo(1, within(SLOWNESS));
        assertThat(overviews.of(sweep).estimatedEnd()).isNull();
    }

    @Test
    void shouldHaveNoPaceOnceAllTrialsAreFinal() {
        long sweep = submit(SIX_TRIALS);
        trialsOf(sweep).forEach(trial -> succeeded(trial, 60, 0, 0.9));
        assertThat(overviews.of(sweep).trialsPerHour()).isNull();
    }

    @Test
    void shouldNameTheBestConfigurationOfEachMethodByItsMeanOverSeeds() {
        long sweep = submit(SIX_TRIALS);
        List<Long> trials = trialsOf(sweep);
        double[] validation = {0.80, 0.90, 0.99, 0.70, 0.88, 0.86};
        for (int i = 0; i < validation.length; i++) {
            succeeded(trials.get(i), 2, 1, validation[i]);
        }

        assertThat(overviews.of(sweep).best())
                .extracting(BestConfiguration::method, BestConfiguration::seeds, BestConfiguration::configurationHash)
                .containsExactly(
                        Tuple.tuple("sgd", 2, hash(trials.get(0))), Tuple.tuple("sam", 2, hash(trials.get(4))));
        assertThat(overviews.of(sweep).best()).extracting(BestConfiguration::validation)
                .satisfiesExactly(sgd -> assertThat(sgd).isCloseTo(0.85, within(1e-12)),
                        sam -> assertThat(sam).isCloseTo(0.87, within(1e-12)));
    }

    @Test
    void shouldPreferTwoSeedsToALuckyOne() {
        long sweep = submit(SIX_TRIALS);
        List<Long> trials = trialsOf(sweep);
        succeeded(trials.get(2), 2, 1, 0.99);
        succeeded(trials.get(4), 2, 1, 0.88);
        assertThat(overviews.of(sweep).best()).extracting(BestConfiguration::configurationHash)
                .containsExactly(hash(trials.get(2)));

        succeeded(trials.get(5), 2, 1, 0.86);
        assertThat(overviews.of(sweep).best()).extracting(BestConfiguration::configurationHash)
                .containsExactly(hash(trials.get(4)));
    }

    @Test
    void shouldJudgeBySmallestLossWhereTheElboIsTheMeasure() {
        long sweep = submit("""
                name: autoencoders
                dataset: mnist
                model: {name: vae, latent: 2, hidden: 16}
                epochs: 3
                methods: [{name: sgd, grid: {lr: [0.01, 0.1]}}]
                seeds: [0]
                """);
        List<Long> trials = trialsOf(sweep);
        for (int i = 0; i < 2; i++) {
            worker("w").claim(trials.get(i), 30);
            worker("w").succeedWithoutAccuracy(trials.get(i), 120 - 10 * i, 125);
        }

        assertThat(overviews.of(sweep).best()).singleElement().isEqualTo(new BestConfiguration(
                "mnist", "VAE-2-16", "sgd", Measure.ELBO, -110, 1, hash(trials.get(1))));
    }

    @Test
    void shouldAgreeWithTheDocumentedViewOnEveryDatasetModelAndMethod() {
        long sweep = submit("""
                name: many
                dataset: [digits, mnist]
                model: [{name: wrn, depth: 10, width: 1}, {name: wrn, depth: 16, width: 1}]
                epochs: 3
                methods:
                  - {name: sgd, grid: {lr: [0.01, 0.1]}}
                  - {name: sam, grid: {rho: [0.02, 0.05, 0.1], lr: [0.01, 0.1]}}
                seeds: [0, 1, 2]
                """);
        Random random = new Random(7);
        // Of so few images that there are ties, and means that differ by rounding errors.
        trialsOf(sweep).forEach(trial -> succeeded(trial, 2, 1, random.nextInt(5) / 5.0));

        assertThat(overviews.of(sweep).best())
                .hasSize(8)
                .extracting(best -> "%s %s %s %s".formatted(
                        best.dataset(), best.model(), best.method(), best.configurationHash()))
                .containsExactlyElementsOf(jdbc.sql("""
                                select concat_ws(' ', dataset, model, method, configuration_hash)
                                from results.best_config order by first_number""").query(String.class).list());
    }

    @Test
    void shouldGiveATieToTheFirstEvenWhereRoundingTellsThemApart() {
        long sweep = submit(SIX_TRIALS);
        List<Long> trials = trialsOf(sweep);
        double[] validation = {139 / 145.0, 141 / 145.0, 140 / 145.0, 140 / 145.0};
        for (int i = 0; i < validation.length; i++) {
            succeeded(trials.get(i + 2), 2, 1, validation[i]);
        }
        assertThat(jdbc.sql("select validation from configuration_summary order by first_number")
                .query(Double.class).list()).isSortedAccordingTo(Comparator.naturalOrder()).doesNotHaveDuplicates();

        assertThat(overviews.of(sweep).best()).extracting(BestConfiguration::configurationHash)
                .containsExactly(hash(trials.get(2)));
    }

    @Test
    void shouldSumUpReusedResultsAsItDoesTrainedOnes() {
        trialsOf(submit(SIX_TRIALS)).forEach(trial -> succeeded(trial, 2, 1, trial / 10.0));
        submit(SIX_TRIALS);

        List<String> summaries = jdbc.sql("""
                        select concat_ws(' ', s.sweep_id, s.configuration_hash, s.seeds, s.validation::numeric(9, 6),
                                         s.train_seconds, s.epochs)
                        from configuration_summary s order by sweep_id, first_number""").query(String.class).list();

        assertThat(summaries).hasSize(6).isEqualTo(jdbc.sql("""
                        select concat_ws(' ', sweep_id, configuration_hash, count(*), avg(validation)::numeric(9, 6),
                                         sum(train_seconds), sum(epochs))
                        from scored_result group by sweep_id, configuration_hash order by sweep_id, min(number)""")
                .query(String.class).list());
    }

    @Test
    void shouldAnswerOverHttp() {
        long sweep = submit(SIX_TRIALS);
        succeeded(1, 60, 30, 0.75);
        running(2, 30);

        http.get().uri("/api/v1/sweeps/{id}/overview", sweep).exchange().expectStatus().isOk().expectBody()
                .jsonPath("$.trials_per_hour").isNumber()
                .jsonPath("$.estimated_end").value(String.class, end ->
                        assertThat(Instant.parse(end)).isAfter(Instant.now()))
                .jsonPath("$.best[0].method").isEqualTo("sgd")
                .jsonPath("$.best[0].measure").isEqualTo("ACCURACY")
                .jsonPath("$.best[0].validation").isEqualTo(0.75)
                .jsonPath("$.best[0].seeds").isEqualTo(1);
        http.get().uri("/api/v1/sweeps/7/overview").exchange().expectStatus().isNotFound().expectBody()
                .jsonPath("$.detail").isEqualTo("there is no sweep 7");
    }

    private String hash(long trial) {
        return jdbc.sql("select configuration_hash from trial where id = :id").param("id", trial)
                .query(String.class).single();
    }
}
