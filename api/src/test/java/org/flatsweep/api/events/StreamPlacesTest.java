package org.flatsweep.api.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.flatsweep.api.problem.Problem;
import org.junit.jupiter.api.Test;

class StreamPlacesTest {

    private final StreamPlaces places = new StreamPlaces(new StreamSettings(3, 2));

    @Test
    void shouldLeaveNoClientMoreThanItsShare() {
        places.take("ada");
        places.take("ada");

        expectRefusal("ada", 429, "ada follows 2 event streams already");
        places.take("grace");
    }

    @Test
    void shouldServeNoMoreThanTheNodeHasThreadsFor() {
        places.take("ada");
        places.take("ada");
        places.take("grace");

        expectRefusal("grace", 503, "this node serves 3 event streams already");
    }

    @Test
    void shouldServeAnotherForEachThatLeaves() {
        places.take("ada");
        places.take("ada");
        places.take("grace");
        places.leave("ada");

        places.take("alan");

        expectRefusal("ada", 503, "3 event streams");
        places.leave("grace");
        places.take("ada");
    }

    private void expectRefusal(String client, int status, String detail) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> places.take(client)).satisfies(problem -> {
            assertThat(problem.getStatusCode().value()).isEqualTo(status);
            assertThat(problem.getBody().getDetail()).contains(detail);
            assertThat(problem.getHeaders().getFirst("Retry-After")).isEqualTo("10");
        });
    }
}
