package org.flatsweep.api.security;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import org.flatsweep.api.problem.Problem;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Logs a browser in by a token, which is then in a cookie that its scripts cannot read. */
@RestController
@RequestMapping(SessionController.PATH)
class SessionController {

    static final String PATH = "/api/v1/session";

    private final AuthenticationManager tokens;
    private final TokenPolicy policy;

    SessionController(AuthenticationManager tokens, @Value("${" + TokenPolicy.PROPERTY + "}") TokenPolicy policy) {
        this.tokens = tokens;
        this.policy = policy;
    }

    @JsonIgnoreProperties(ignoreUnknown = true)    // an error would name what may be the token
    record Login(@NotBlank String token) {

        /** For logs, which must not have it. */
        @Override
        public String toString() {
            return "Login[]";
        }
    }

    /**
     * Who is logged in.
     *
     * @param name of the token; null where tokens are off
     * @param tokens whether the API asks for one
     */
    record Session(@Nullable String name, Scope scope, TokenPolicy tokens) {}

    @Operation(operationId = "login", summary = "Keeps a token in a cookie, for browsers",
            description = "Requests with the cookie that change something must also have the value of the cookie "
                    + "XSRF-TOKEN in the header X-XSRF-TOKEN.")
    @SecurityRequirements
    @ApiResponse(responseCode = "204", description = "logged in")
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Void> login(@RequestBody @Valid Login login, @Schema(hidden = true) HttpServletRequest request) {
        if (policy == TokenPolicy.OFF) {
            throw new Problem(HttpStatus.CONFLICT, "tokens are off here: nobody has to log in");
        }
        tokens.authenticate(new BearerTokenAuthenticationToken(login.token()));
        return withCookie(SessionCookie.of(login.token(), request));
    }

    @Operation(operationId = "getSession", summary = "Who is logged in")
    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    Session get(@AuthenticationPrincipal @Nullable OAuth2AuthenticatedPrincipal token) {
        return token == null
                ? new Session(null, Scope.ADMIN, policy)
                : new Session(token.getName(), token.getAttribute(TokenIntrospector.SCOPE), policy);
    }

    @Operation(operationId = "logout", summary = "Forgets the cookie; the token stays good")
    @SecurityRequirements
    @ApiResponse(responseCode = "204", description = "logged out")
    @DeleteMapping
    ResponseEntity<Void> logout(@Schema(hidden = true) HttpServletRequest request) {
        return withCookie(SessionCookie.removed(request));
    }

    private static ResponseEntity<Void> withCookie(ResponseCookie cookie) {
        return ResponseEntity.noContent().header(HttpHeaders.SET_COOKIE, cookie.toString()).build();
    }
}
