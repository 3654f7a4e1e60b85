package org.flatsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WorkersCommandTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String WORKERS = """
            {"workers": [
              {"id": "gpu-1", "device": "cuda:0", "alive": true, "last_seen_at": "2026-11-25T13:00:00Z",
               "stopped_at": null, "images_per_second": 5120.4, "gpu_memory_bytes": 85899345920,
               "gpu_memory_used_bytes": 12884901888, "gpu_utilization": 0.834, "training": [
                 {"trial_id": 12, "sweep_id": 8, "number": 4, "attempt": 1, "epoch": 3, "epochs": 10}]},
              {"id": "old", "device": "cpu, 2 threads", "alive": false, "last_seen_at": "2026-11-25T12:00:00Z",
               "stopped_at": "2026-11-25T12:00:00Z", "images_per_second": null, "gpu_memory_bytes": null,
               "gpu_memory_used_bytes": null, "gpu_utilization": null, "training": []}],
             "next": null}""";

    private StubApi api;

    @BeforeEach
    void startApi() throws IOException {
        api = new StubApi().on("GET /api/v1/workers", WORKERS);
    }

    @AfterEach
    void stopApi() {
        api.close();
    }

    @Test
    void showsWhoLivesAndWhatTheyTrain() {
        assertThat(api.run("workers").out().lines().toList()).satisfiesExactly(
                heading -> assertThat(heading).startsWith("ID"),
                alive -> assertThat(alive).containsSubsequence("gpu-1", "alive", "cuda:0", "83 %, 12.0 of 80.0 GiB",
                        "5120", "trial 12 of sweep 8, epoch 3 of 10"),
                gone -> assertThat(gone).isEqualTo("1 more worker, gone (--all shows them)"));
    }

    @Test
    void showsThoseThatAreGoneToo() {
        assertThat(api.run("workers", "--all").out().lines().toList()).hasSize(3).last().asString()
                .containsSubsequence("old", "stopped", "cpu, 2 threads", "–", "–", "–");
    }

    @Test
    void showsThoseOfEveryPage() {
        answerInTwoPages();
        assertThat(api.run("workers").out()).contains("gpu-1", "gpu-2");
    }

    @Test
    void givesTheAnswerAsItIs() {
        assertThat(JSON.readTree(api.run("workers", "--output", "json").out())).isEqualTo(JSON.readTree(WORKERS));
    }

    @Test
    void givesEveryPageAsOneAnswer() {
        answerInTwoPages();

        JsonNode list = JSON.readTree(api.run("workers", "--output", "json").out());

        assertThat(list.get("workers")).extracting(worker -> worker.get("id").asString())
                .containsExactly("gpu-1", "old", "gpu-2", "older");
        assertThat(list.get("next").isNull()).isTrue();
    }

    private void answerInTwoPages() {
        api.on("GET /api/v1/workers", WORKERS.replace("\"next\": null", "\"next\": \"a b\""));
        api.on("GET /api/v1/workers?after=a+b", WORKERS.replace("gpu-1", "gpu-2").replace("\"old\"", "\"older\""));
    }

    @Test
    void saysHowToStartOneWhereNoneLives() {
        api.on("GET /api/v1/workers", "{\"workers\": []}");
        assertThat(api.run("workers").out()).isEqualToIgnoringNewLines(
                "No worker lives; ./flatsweep up or ./flatsweep worker starts some.");
    }
}
