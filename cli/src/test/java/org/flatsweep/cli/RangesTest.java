package org.flatsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Numbers that commands refuse without asking the API are those that it would refuse. */
class RangesTest {

    @ParameterizedTest
    @CsvSource({
        "ls --limit %d,            /paths/~1api~1v1~1sweeps/get/parameters/0/schema",
        "results 8 --published %d, /paths/~1api~1v1~1sweeps~1{id}~1published~1{table}/get/parameters/1/schema",
        "priority 8 %d,            /components/schemas/Priority/properties/priority"})
    void areThoseOfTheApi(String command, String schema) throws IOException {
        JsonNode range = new JsonMapper().readTree(Files.readString(Path.of("../api/openapi.json"))).at(schema);
        int least = range.required("minimum").asInt();
        int most = range.required("maximum").asInt();

        try (StubApi api = new StubApi()) {
            api.run(command.formatted(least).split(" "));
            api.run(command.formatted(most).split(" "));
            assertThat(api.requests()).hasSize(2);

            for (int beyond : new int[] {least - 1, most + 1}) {
                var outcome = api.run(command.formatted(beyond).split(" "));
                assertThat(outcome.exitCode()).isEqualTo(2);
                assertThat(outcome.err()).contains("must be from %d to %d, not %d".formatted(least, most, beyond));
            }
            assertThat(api.requests()).hasSize(2);
        }
    }
}
