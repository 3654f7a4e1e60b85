package org.flatsweep.api.caching;

import static org.assertj.core.api.Assertions.assertThat;

import org.flatsweep.api.ApiTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

class EntityTagTest extends ApiTest {

    private ResponseSpec get(String path, String tag) {
        return http.get().uri(path).header(HttpHeaders.IF_NONE_MATCH, tag).exchange();
    }

    private String tagOf(String path) {
        return http.get().uri(path).exchange().expectStatus().isOk().returnResult(Void.class)
                .getResponseHeaders().getETag();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "/api/v1/sweeps", "/api/v1/sweeps/1", "/api/v1/sweeps/1/trials", "/api/v1/sweeps/1/trials/columns",
        "/api/v1/trials/1", "/api/v1/attempts/failures"
    })
    void shouldSendNothingToWhoHasItAlready(String path) {
        submit(SIX_TRIALS);
        String tag = tagOf(path);
        get(path, tag).expectStatus().isNotModified()
                .expectHeader().valueEquals(HttpHeaders.ETAG, tag)
                .expectHeader().valueEquals(HttpHeaders.CACHE_CONTROL, "no-cache, private")
                .expectBody().isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/sweeps", "/api/v1/sweeps/1", "/api/v1/sweeps/1/trials/columns"})
    void shouldSendWhatHasChanged(String path) {
        submit(SIX_TRIALS);
        String tag = tagOf(path);
        worker("w").claim(1, 30);
        worker("w").succeed(1, 0.9, 0.9);
        assertThat(get(path, tag).expectStatus().isOk().returnResult(Void.class).getResponseHeaders().getETag())
                .isNotEqualTo(tag);
    }

    @Test
    void shouldNotHoldAnExportInMemoryToTagIt() {
        submit(SIX_TRIALS);
        http.get().uri("/api/v1/sweeps/1/export/trials").exchange().expectStatus().isOk()
                .expectHeader().doesNotExist(HttpHeaders.ETAG);
    }
}
