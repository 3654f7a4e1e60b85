package org.flatsweep.api.security;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

@TestPropertySource(properties = "management.server.port=0")
class InternalPortTest extends SecuredApiTest {

    @LocalManagementPort
    private int port;

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/prometheus", "/actuator/info", "/actuator/health/readiness"})
    void shouldShowHealthAndMetersToTheInside(String path) {
        inside().get().uri(path).exchange().expectStatus().isOk();
        http.get().uri("/actuator/prometheus").exchange().expectStatus().isUnauthorized();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/sweeps", "/actuator/nothing"})
    void shouldShowNothingElseThere(String path) {
        inside().get().uri(path).exchange().expectStatus().is4xxClientError();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/livez", "/readyz"})
    void shouldSayToTheOutsideWhetherItIsWell(String path) {
        http.get().uri(path).exchange().expectStatus().isOk();
    }

    private RestTestClient inside() {
        return RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
    }
}
