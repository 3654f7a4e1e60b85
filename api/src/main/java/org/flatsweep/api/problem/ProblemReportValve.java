package org.flatsweep.api.problem;

import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * Problem details instead of Tomcat's page for what never comes to a controller: a request line that cannot be read, a
 * path that is no path, a refusal by a filter.
 */
final class ProblemReportValve extends ErrorReportValve {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Override
    protected void report(Request request, Response response, Throwable throwable) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.setCharacterEncoding(StandardCharsets.UTF_8);
            Writer body = response.getReporter();
            if (body != null) {
                body.write(JSON.writeValueAsString(problem(request, response)));
                response.finishResponse();
            }
        } catch (IOException | IllegalStateException e) {
            // The client has gone, or what was begun cannot become anything else.
            container.getLogger().debug("an error could not be reported", e);
        }
    }

    private static ProblemView problem(Request request, Response response) {
        int status = response.getStatus();
        HttpStatus known = HttpStatus.resolve(status);
        String title = known == null ? "Error" : known.getReasonPhrase();
        // Of the server's own errors the log has the details.
        String detail = status < 500 ? requireNonNullElse(response.getMessage(), title) : title;
        return new ProblemView("about:blank", title, status, detail,
                requireNonNullElse(request.getRequestURI(), "/"), null, null, null);
    }
}
