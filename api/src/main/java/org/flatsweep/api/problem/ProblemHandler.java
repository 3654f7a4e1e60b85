package org.flatsweep.api.problem;

import static java.util.stream.Collectors.joining;

import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.flatsweep.domain.InvalidSweepDefinitionException;
import org.flatsweep.domain.Violation;
import org.hibernate.TransactionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.orm.jpa.JpaSystemException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import org.springframework.web.util.DisconnectedClientHelper;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Turns exceptions into problem details that name what was sent and what is allowed, and nothing of our insides. */
@RestControllerAdvice
class ProblemHandler extends ResponseEntityExceptionHandler {

    /** A document of a mebibyte can hold more mistakes than anybody reads. */
    private static final int MAX_ERRORS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(ProblemHandler.class);

    /** About what a database takes to fail over, an export to end. */
    private static final String RETRY_AFTER_SECONDS = "5";

    /** What RFC 9457 calls a problem that its status says all about. */
    private static final URI BY_STATUS = URI.create("about:blank");

    /** As the bodies name their fields. */
    private static final SnakeCaseStrategy SNAKE_CASE = new SnakeCaseStrategy();

    @ExceptionHandler
    ResponseEntity<Object> handle(InvalidSweepDefinitionException e) {
        List<Violation> violations = e.violations();
        String more = violations.size() > MAX_ERRORS ? "; the first %d follow".formatted(MAX_ERRORS) : "";
        ProblemDetail problem =
                ProblemDetail.forStatusAndDetail(HttpStatus.UNPROCESSABLE_CONTENT, e.getMessage() + more);
        problem.setProperty("errors", violations.stream().limit(MAX_ERRORS).toList());
        return answer(problem);
    }

    @ExceptionHandler({
        CannotGetJdbcConnectionException.class,
        CannotCreateTransactionException.class,
        TransactionSystemException.class,
        DataAccessResourceFailureException.class
    })
    ResponseEntity<Object> handleDatabaseGone(Exception e, HttpServletResponse response) throws Exception {
        LOG.warn("the database does not answer: {}", e.getMessage());
        breakOff(response, e);
        return answer(ProblemDetail.forStatusAndDetail(
                HttpStatus.SERVICE_UNAVAILABLE, "the database does not answer; try again in a moment"));
    }

    /** Hibernate has no category for the rollback of a connection that was lost, which hides what lost it. */
    @ExceptionHandler
    ResponseEntity<Object> handle(JpaSystemException e, HttpServletResponse response) throws Exception {
        return e.getCause() instanceof TransactionException
                ? handleDatabaseGone(e, response)
                : handleUnexpected(e, response);
    }

    /** Spring Security's own filters answer these. */
    @ExceptionHandler({
        AuthenticationException.class, AccessDeniedException.class, RequestRejectedException.class
    })
    void leave(RuntimeException e) {
        throw e;
    }

    /** What the server found unreadable, or too long, in the query or a form when somebody first asked for a parameter. */
    @ExceptionHandler
    ResponseEntity<Object> handle(InvalidParameterException e) {
        return answer(ProblemDetail.forStatusAndDetail(
                HttpStatusCode.valueOf(e.getErrorCode()), "the parameters of the query are not readable"));
    }

    @ExceptionHandler
    ResponseEntity<Object> handleUnexpected(Exception e, HttpServletResponse response) throws Exception {
        if (DisconnectedClientHelper.isClientDisconnectedException(e)) {
            return null;
        }
        LOG.error("unexpected error", e);
        breakOff(response, e);
        return answer(ProblemDetail.forStatusAndDetail(
                HttpStatus.INTERNAL_SERVER_ERROR, "an unexpected error; the server's log has the details"));
    }

    /** What has begun cannot become a problem document; the server cuts the connection, and the client sees that. */
    private static void breakOff(HttpServletResponse response, Exception e) throws Exception {
        if (response.isCommitted()) {
            throw e;
        }
    }

    private ResponseEntity<Object> answer(ProblemDetail problem) {
        return createResponseEntity(problem, new HttpHeaders(), HttpStatusCode.valueOf(problem.getStatus()), null);
    }

    /** An error is a problem document even for a client that accepts only CSV. */
    @Override
    protected ResponseEntity<Object> createResponseEntity(
            @Nullable Object body, HttpHeaders headers, HttpStatusCode status, @Nullable WebRequest request) {
        if (body instanceof ProblemDetail problem && problem.getType() == null) {
            problem.setType(BY_STATUS);
        }
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(status).headers(headers);
        if (status.value() == HttpStatus.SERVICE_UNAVAILABLE.value()
                && !headers.containsHeader(HttpHeaders.RETRY_AFTER)) {
            answer.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        return answer.contentType(MediaType.APPLICATION_PROBLEM_JSON).body(body);
    }

    @Override
    protected ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String name =
                e instanceof MethodArgumentTypeMismatchException argument ? argument.getName() : e.getPropertyName();
        String detail = "%s must be %s, not '%s'".formatted(name, allowed(e.getRequiredType()), e.getValue());
        return handleExceptionInternal(e, ProblemDetail.forStatusAndDetail(status, detail), headers, status, request);
    }

    private static String allowed(Class<?> type) {
        if (type != null && type.isEnum()) {
            return "one of " + Arrays.stream(type.getEnumConstants()).map(Object::toString).collect(joining(", "));
        }
        return type == String.class ? "text" : "a whole number";
    }

    @Override
    protected ResponseEntity<Object> handleHandlerMethodValidationException(
            HandlerMethodValidationException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String detail = e.getParameterValidationResults().stream()
                .flatMap(result -> result.getResolvableErrors().stream()
                        .map(error -> "%s %s, not '%s'".formatted(
                                result.getMethodParameter().getParameterName(),
                                error.getDefaultMessage(),
                                result.getArgument())))
                .collect(joining("; "));
        return handleExceptionInternal(e, ProblemDetail.forStatusAndDetail(status, detail), headers, status, request);
    }

    @Override
    protected ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        List<Violation> violations = e.getFieldErrors().stream()
                .map(error -> new Violation("/" + SNAKE_CASE.nameForField(null, null,
                        error.getField()), error.getRejectedValue(), error.getDefaultMessage()))
                .toList();
        return invalidBody(e, violations, headers, status, request);
    }

    @Override
    protected ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (e.getCause() instanceof UnrecognizedPropertyException unknown) {
            return invalidBody(e, List.of(new Violation(pointer(unknown), null,
                    "is not a known field; known here: " + join(unknown.getKnownPropertyIds()))), headers, status, request);
        }
        if (e.getCause() instanceof MismatchedInputException mismatch && !mismatch.getPath().isEmpty()) {
            Object value = mismatch instanceof InvalidFormatException format ? format.getValue() : null;
            return invalidBody(e, List.of(new Violation(pointer(mismatch), value,
                    "must be " + allowed(mismatch.getTargetType()))), headers, status, request);
        }
        String detail = e.getCause() instanceof MismatchedInputException mismatch
                        && mismatch.getTargetType() != null && mismatch.getTargetType().isRecord()
                ? "the body must be a JSON object with the field " + join(fields(mismatch.getTargetType()))
                : "the body is not a readable JSON object";
        return handleExceptionInternal(e, ProblemDetail.forStatusAndDetail(status, detail), headers, status, request);
    }

    private static String pointer(MismatchedInputException e) {
        return e.getPath().stream().map(at -> "/" + at.getPropertyName()).collect(joining());
    }

    private static List<String> fields(Class<?> body) {
        return Arrays.stream(body.getRecordComponents())
                .map(field -> SNAKE_CASE.nameForField(null, null, field.getName()))
                .toList();
    }

    private static String join(Collection<?> names) {
        return names.stream().map(Object::toString).sorted().collect(joining(", "));
    }

    private ResponseEntity<Object> invalidBody(Exception e, List<Violation> violations, HttpHeaders headers,
            HttpStatusCode status, WebRequest request) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, "the body has %d invalid field%s".formatted(
                violations.size(), violations.size() == 1 ? "" : "s"));
        problem.setProperty("errors", violations);
        return handleExceptionInternal(e, problem, headers, status, request);
    }

    @Override
    protected ResponseEntity<Object> handleHttpMediaTypeNotSupported(
            HttpMediaTypeNotSupportedException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String supported = e.getSupportedMediaTypes().stream().map(Object::toString).collect(joining(", "));
        String sent = e.getContentType() == null ? "missing or no media type" : "'%s'".formatted(e.getContentType());
        String detail = "the Content-Type is %s; allowed here: %s".formatted(sent, supported);
        return handleExceptionInternal(e, ProblemDetail.forStatusAndDetail(status, detail), headers, status, request);
    }

    @Override
    protected ResponseEntity<Object> handleHttpMediaTypeNotAcceptable(
            HttpMediaTypeNotAcceptableException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String supported = e.getSupportedMediaTypes().stream().map(Object::toString).collect(joining(", "));
        String asked = request.getParameter("format") == null
                ? "Accept: " + request.getHeader(HttpHeaders.ACCEPT)
                : "format=" + request.getParameter("format");
        String detail = "the format asked for (%s) is not available here; these are: %s".formatted(asked, supported);
        return handleExceptionInternal(e, ProblemDetail.forStatusAndDetail(status, detail), headers, status, request);
    }

    @Override
    protected ResponseEntity<Object> handleHttpRequestMethodNotSupported(
            HttpRequestMethodNotSupportedException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String supported = e.getSupportedHttpMethods().stream().map(Object::toString).sorted().collect(joining(", "));
        String detail = "%s is not allowed here; allowed: %s".formatted(e.getMethod(), supported);
        return handleExceptionInternal(e, ProblemDetail.forStatusAndDetail(status, detail), headers, status, request);
    }

    @Override
    protected ResponseEntity<Object> handleNoResourceFoundException(
            NoResourceFoundException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, "there is nothing at /" + e.getResourcePath());
        return handleExceptionInternal(e, problem, headers, status, request);
    }
}
