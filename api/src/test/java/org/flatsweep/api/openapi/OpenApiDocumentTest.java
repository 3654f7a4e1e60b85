package org.flatsweep.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flatsweep.api.ApiTest;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The committed document is the contract with the dashboard, whose types are generated from it. */
class OpenApiDocumentTest extends ApiTest {

    private static final Path COMMITTED = Path.of("openapi.json");
    private static final String REGENERATE = "./mvnw -pl api -am verify -Dopenapi.write=true"
            + " -Dtest=OpenApiDocumentTest -Dsurefire.failIfNoSpecifiedTests=false";

    private final JsonMapper json = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @Test
    void shouldEqualTheCommittedDocument() throws IOException {
        String served = served();
        if (Boolean.getBoolean("openapi.write")) {
            Files.writeString(COMMITTED, served);
        }
        assertThat(Files.readString(COMMITTED))
                .as("api/openapi.json is not what the API serves; if the change is meant, regenerate it with\n  %s\n"
                        + "and build the dashboard against it", REGENERATE)
                .isEqualTo(served);
        assertThat(served()).as("served again").isEqualTo(served);
    }

    private String served() {
        String response =
                http.get().uri("/v3/api-docs").exchange().expectBody(String.class).returnResult().getResponseBody();
        return json.writeValueAsString(json.readTree(response)) + "\n";
    }
}
