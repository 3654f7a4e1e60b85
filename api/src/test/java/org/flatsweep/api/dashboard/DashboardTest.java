package org.flatsweep.api.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.flatsweep.api.ApiTest;
import org.junit.jupiter.api.Test;

class DashboardTest extends ApiTest {

    @Test
    void shouldLetBrowsersKeepFilesWhoseNamesCarryAHash() {
        http.get().uri("/assets/probe-0a1b2c3d.js").exchange()
                .expectStatus().isOk()
                .expectHeader().value("Cache-Control", c -> assertThat(c).contains("immutable", "max-age=31536000"));
    }

    @Test
    void shouldSendFilesAsTheBuildHasCompressedThem() {
        http.get().uri("/assets/probe-0a1b2c3d.js").header("Accept-Encoding", "gzip, br").exchange()
                .expectStatus().isOk()
                .expectHeader().valueEquals("Content-Encoding", "br")
                .expectHeader().value("Content-Type", type -> assertThat(type).contains("javascript"))
                .expectHeader().value("Cache-Control", c -> assertThat(c).contains("immutable"))
                .expectHeader().value("Vary", vary -> assertThat(vary).containsIgnoringCase("Accept-Encoding"))
                .expectBody(String.class).isEqualTo("as the build has compressed it\n");
    }

    @Test
    void shouldHavePagesAskedForAnew() {
        http.get().uri("/probe.html").exchange()
                .expectStatus().isOk()
                .expectHeader().valueEquals("Cache-Control", "no-cache");
    }
}
