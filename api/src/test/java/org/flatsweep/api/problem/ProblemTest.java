package org.flatsweep.api.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.flatsweep.api.ApiTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;
import org.springframework.web.context.request.ServletWebRequest;

class ProblemTest extends ApiTest {

    @Test
    void shouldDescribeAnUnknownPath() {
        expectProblem(http.get().uri("/api/v1/nothing").exchange(), 404, "there is nothing at /api/v1/nothing");
    }

    @Test
    void shouldDescribeAMethodThatIsNotAllowed() {
        expectProblem(http.delete().uri("/api/v1/sweeps").exchange().expectHeader().exists("Allow"),
                405, "DELETE is not allowed here; allowed: GET, POST");
    }

    @Test
    void shouldDescribeAFormatThatCannotBeGiven() {
        submit(SIX_TRIALS);
        expectProblem(http.get().uri("/api/v1/sweeps/1/table").accept(MediaType.APPLICATION_PDF).exchange(),
                406, "text/markdown");
        expectProblem(http.get().uri("/api/v1/sweeps/1/table?format=pdf").exchange(), 406, "format=pdf");
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /api/v1/sweeps/1/priority, */*", "PUT, /api/v1/sweeps/1/max-parallel, application/*",
        "PUT, /api/v1/trials/1/priority, */*", "PUT, /api/v1/trials/1/priority, application/*+json",
        "POST, /api/v1/tokens, */*", "POST, /api/v1/sweeps, '*/*;charset=utf-8'", "POST, /api/v1/sweeps/import, */*"})
    void shouldDescribeAContentTypeThatIsAWildcard(HttpMethod method, String path, String type) {
        expectProblem(http.method(method).uri(path).headers(headers -> headers.set("Content-Type", type))
                .body("{}".getBytes()).exchange(), 415, "'%s'".formatted(type));
    }

    @Test
    void shouldDescribeAnErrorToAClientThatAcceptsOnlyCsv() {
        expectProblem(http.get().uri("/api/v1/sweeps/7/table").header("Accept", "text/csv").exchange(),
                404, "there is no sweep 7");
    }

    @Test
    void shouldKeepTheInsidesOfAnUnexpectedErrorToItself() throws Exception {
        ProblemDetail problem = (ProblemDetail) new ProblemHandler()
                .handleUnexpected(new IllegalStateException("select secret"), new MockHttpServletResponse()).getBody();
        assertThat(problem.getStatus()).isEqualTo(500);
        assertThat(problem.getDetail()).doesNotContain("secret");
    }

    @Test
    void shouldSayOnceWhenToTryAgain() throws Exception {
        assertThat(retryAfter(new Problem(HttpStatus.SERVICE_UNAVAILABLE, "full"))).containsExactly("5");
        assertThat(retryAfter(new Problem(HttpStatus.SERVICE_UNAVAILABLE, "full").retryAfter(Duration.ofSeconds(10))))
                .containsExactly("10");
    }

    private static List<String> retryAfter(Problem problem) throws Exception {
        return new ProblemHandler().handleException(problem, new ServletWebRequest(new MockHttpServletRequest()))
                .getHeaders().get("Retry-After");
    }

    @Test
    void shouldReportItsHealthToAnOrchestrator() {
        http.get().uri("/actuator/health/liveness").exchange().expectBody().jsonPath("$.status").isEqualTo("UP");
        http.get().uri("/actuator/health/readiness").exchange().expectBody().jsonPath("$.status").isEqualTo("UP");
    }

    private static void expectProblem(ResponseSpec response, int status, String detail) {
        response.expectStatus().isEqualTo(status)
                .expectHeader().contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.status").isEqualTo(status)
                .jsonPath("$.detail").value(String.class, d -> assertThat(d).contains(detail));
    }
}
