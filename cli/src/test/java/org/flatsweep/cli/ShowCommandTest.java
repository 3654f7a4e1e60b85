package org.flatsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShowCommandTest {

    private static final String SWEEP = """
            {"id": 8, "name": "rho", "state": "RUNNING", "created_at": "2026-11-25T12:00:00Z", "priority": 3,
             "max_parallel": 1, "trials": {"total": 39, "pending": 20, "running": 2, "succeeded": 14, "failed": 3,
             "cancelled": 0, "pruned": 0}, "definition": {"name": "rho", "methods": ["sgd"]}}""";
    private static final String OVERVIEW = """
            {"trials_per_hour": 61.25, "estimated_end": null, "best": [
              {"dataset": "digits", "model": "WRN-10-1", "method": "sam", "measure": "ACCURACY", "validation": 0.98765,
               "seeds": 3, "configuration_hash": "847ba6fd7548cd2d53730f16"},
              {"dataset": "digits", "model": "VAE", "method": "sgd", "measure": "ELBO", "validation": -101.23456,
               "seeds": 1, "configuration_hash": "0123456789abcdef"}]}""";
    private static final String TRIAL = """
            {"id": 12, "sweep_id": 8, "number": 4, "method": "sam", "dataset": "digits", "model": "WRN-10-1", "seed": 1,
             "hyperparameters": {"lr": 0.1, "rho": 0.05}, "state": "FAILED", "epoch": 3, "epochs": 10,
             "worker_id": null, "reused_from": null, "paused_at": null,
             "failure": {"ended": "DIVERGED", "message": "train_loss is NaN at epoch 4"},
             "attempts": [
               {"attempt": 1, "worker_id": "w1", "started_at": "2026-11-25T12:00:00Z", "resumed_from_epoch": 0,
                "ended": "LEASE_EXPIRED", "ended_at": "2026-11-25T12:01:00Z", "message": null},
               {"attempt": 2, "worker_id": "w2", "started_at": "2026-11-25T12:02:00Z", "resumed_from_epoch": 2,
                "ended": "DIVERGED", "ended_at": "2026-11-25T12:03:00Z", "message": "train_loss is NaN at epoch 4"}],
             "result": {"train_loss": 0.5, "test_accuracy": null, "provenance": {"engine": "PyTorch"}}}""";

    private StubApi api;

    @BeforeEach
    void startApi() throws IOException {
        api = new StubApi()
                .on("GET /api/v1/sweeps/8", SWEEP)
                .on("GET /api/v1/sweeps/8/overview", OVERVIEW)
                .on("GET /api/v1/trials/12", TRIAL);
    }

    @AfterEach
    void stopApi() {
        api.close();
    }

    @Test
    void showsASweepItsBestAndItsDefinition() {
        String out = api.run("show", "8").out();

        assertThat(out).startsWith("Sweep 8, rho: RUNNING")
                .containsSubsequence("39 trials: 2 running, 20 pending, 14 succeeded, 3 failed",
                        "61.3 trials an hour", "1 trial at a time", "Priority    3", api.address() + "/#/sweeps/8")
                .doesNotContain("May end at", "cancelled");
        assertThat(out.lines()).anySatisfy(line -> assertThat(line)
                        .containsSubsequence("digits", "WRN-10-1", "sam", "98.77 %", "3", "847ba6fd7548"))
                .anySatisfy(line -> assertThat(line).containsSubsequence("VAE", "sgd", "ELBO -101.2", "1"));
        assertThat(out).containsSubsequence("Definition", "\"methods\" : [ \"sgd\" ]");
    }

    @Test
    void showsATrialsAttemptsAndWhyEachEnded() {
        String out = api.run("show", "--trial", "12").out();

        assertThat(out).startsWith("Trial 12, number 4 of sweep 8: FAILED")
                .containsSubsequence("sam on digits, WRN-10-1, seed 1", "lr=0.1 rho=0.05", "3 of 10",
                        "DIVERGED: train_loss is NaN at epoch 4");
        assertThat(out.lines()).anySatisfy(line -> assertThat(line).startsWith("1 ").contains("w1")
                        .endsWith("LEASE_EXPIRED"))
                .anySatisfy(line -> assertThat(line).startsWith("2 ").contains("w2").endsWith("NaN at epoch 4"));
        assertThat(out).containsSubsequence("Result", "train_loss", "0.5", "From", "engine", "PyTorch")
                .doesNotContain("test_accuracy");
    }

    @Test
    void givesTheAnswersAsTheyAre() {
        assertThat(api.run("show", "8", "--output", "json").out()).isEqualToIgnoringNewLines(SWEEP);
        assertThat(api.run("show", "--trial", "12", "--output=json").out()).isEqualToIgnoringNewLines(TRIAL);
    }

    @Test
    void saysThatThereIsNoSuchSweep() {
        var outcome = api.run("show", "9");
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.err()).isEqualToIgnoringNewLines("flatsweep: no answer is set for GET /api/v1/sweeps/9");
    }
}
