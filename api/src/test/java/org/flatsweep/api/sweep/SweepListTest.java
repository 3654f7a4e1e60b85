package org.flatsweep.api.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.flatsweep.api.ApiTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepListTest extends ApiTest {

    @Test
    void shouldListNothingBeforeTheFirstSweep() {
        http.get().uri("/api/v1/sweeps").exchange().expectBody().json("{\"sweeps\": [], \"next\": null}");
    }

    @Test
    void shouldPageFromTheNewestToTheOldest() {
        for (int i = 0; i < 5; i++) {
            submit(SIX_TRIALS);
        }
        http.get().uri("/api/v1/sweeps?limit=2").exchange().expectBody()
                .jsonPath("$.sweeps[*].id").value(Object.class, list(5, 4))
                .jsonPath("$.sweeps[0].trials.total").isEqualTo(6)
                .jsonPath("$.sweeps[0].definition").isEqualTo(null)
                .jsonPath("$.next").isEqualTo(4);
        http.get().uri("/api/v1/sweeps?limit=3&before=4").exchange().expectBody()
                .jsonPath("$.sweeps[*].id").value(Object.class, list(3, 2, 1))
                .jsonPath("$.next").isEqualTo(null);
    }

    @Test
    void shouldTellASweepsStateFromItsTrials() {
        long sweep = submit(SIX_TRIALS.replace("[0, 1]", "[0]"));
        List<Long> trials = trialsOf(sweep);
        expectState(sweep, "PENDING");
        worker("w").claim(trials.get(0), 30);
        expectState(sweep, "RUNNING");
        worker("w").succeed(trials.get(0), 0.9, 0.9);
        expectState(sweep, "RUNNING");
        worker("w").claim(trials.get(1), 30);
        worker("w").fail(trials.get(1), "DIVERGED", "loss is NaN");
        worker("w").claim(trials.get(2), 30);
        worker("w").succeed(trials.get(2), 0.9, 0.9);
        expectState(sweep, "COMPLETED");
    }

    private void expectState(long sweep, String state) {
        http.get().uri("/api/v1/sweeps/{id}", sweep).exchange().expectBody().jsonPath("$.state").isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "/api/v1/sweeps?limit=0          | limit | '0'   | greater than or equal to 1",
        "/api/v1/sweeps?limit=201        | limit | '201' | less than or equal to 200",
        "/api/v1/sweeps?limit=ten        | limit | 'ten' | a whole number",
        "/api/v1/sweeps?before=-3        | before| '-3'  | greater than or equal to 1",
        "/api/v1/sweeps/x                | id    | 'x'   | a whole number",
        "/api/v1/sweeps/1/trials?state=x | state | 'x'   | PENDING, RUNNING, SUCCEEDED, FAILED, CANCELLED, PRUNED",
        "/api/v1/sweeps/1/trials?after=x | after | 'x'   | a whole number",
        "/api/v1/sweeps/1/metrics?name=%00 | name | name | must match",
        "/api/v1/sweeps/1/metrics        | name  | name  | not present"
    })
    void shouldNameABadParameterItsValueAndWhatIsAllowed(String uri, String name, String value, String allowed) {
        http.get().uri(uri).exchange()
                .expectStatus().isBadRequest()
                .expectBody()
                .jsonPath("$.detail").value(String.class, d ->
                        assertThat(d).contains(name, value.replace("'", ""), allowed));
    }
}
