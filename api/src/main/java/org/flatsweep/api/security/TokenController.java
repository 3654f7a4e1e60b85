package org.flatsweep.api.security;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Future;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import org.flatsweep.api.page.Page;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The tokens, for those whose own has the scope admin. */
@RestController
@RequestMapping("/api/v1/tokens")
class TokenController {

    private final AccessTokens tokens;

    TokenController(AccessTokens tokens) {
        this.tokens = tokens;
    }

    /** @param expiresAt null for never */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TokenRequest(
            @NotNull(message = "is required")
            @Pattern(regexp = AccessTokens.NAME, message = "must be " + AccessTokens.NAME_ALLOWED)
            String name,
            @NotNull(message = "is required") Scope scope,
            @Nullable @Future(message = "must be in the future") Instant expiresAt) {}

    /**
     * Those that were revoked too.
     *
     * @param next the value of {@code after} that gives the next page; null on the last
     */
    record TokenList(List<AccessToken> tokens, @Nullable Long next) {}

    @Operation(operationId = "createToken", summary = "Makes a token, which only this answer has")
    @ApiResponse(responseCode = "201", description = "made")
    @ResponseStatus(HttpStatus.CREATED)
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE, produces = MediaType.APPLICATION_JSON_VALUE)
    AccessTokens.Issued create(
            @RequestBody @Valid TokenRequest request, @Schema(hidden = true) @Nullable Principal creator) {
        return tokens.create(request.name(), request.scope(), request.expiresAt(), name(creator));
    }

    @Operation(operationId = "listTokens", summary = "Tokens by name, without what has to be sent to use them")
    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    TokenList list(
            @RequestParam(defaultValue = "200") @Min(1) @Max(1000) int limit,
            @Parameter(description = "the next of the page before")
            @RequestParam(required = false) @Min(1) @Nullable Long after) {
        Page<AccessToken, Long> page = tokens.page(after, limit);
        return new TokenList(page.items(), page.next());
    }

    @Operation(operationId = "rotateToken",
            summary = "Another token of the same name, scope and lifetime; the one before ends at once")
    @PostMapping(path = "/{name}/rotate", produces = MediaType.APPLICATION_JSON_VALUE)
    AccessTokens.Issued rotate(@PathVariable String name, @Schema(hidden = true) @Nullable Principal creator) {
        return tokens.rotate(name, name(creator));
    }

    @Operation(operationId = "revokeToken", summary = "Ends a token at once")
    @ApiResponse(responseCode = "204", description = "revoked")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @DeleteMapping("/{name}")
    void revoke(@PathVariable String name, @Schema(hidden = true) @Nullable Principal revoker) {
        tokens.revoke(name, name(revoker));
    }

    private static @Nullable String name(@Nullable Principal principal) {
        return principal == null ? null : principal.getName();
    }
}
