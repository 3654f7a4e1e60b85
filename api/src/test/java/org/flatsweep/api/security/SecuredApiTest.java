package org.flatsweep.api.security;

import org.flatsweep.api.ApiTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

/** An API that asks for tokens. */
@TestPropertySource(properties = {"flatsweep.tokens=required", "flatsweep.requests.burst=100000"})
abstract class SecuredApiTest extends ApiTest {

    @Autowired
    protected AccessTokens tokens;

    /** @return what has to be sent to use it */
    protected String token(Scope scope) {
        return tokens.create("of-" + scope.key(), scope, null, null).token();
    }

    protected RestTestClient with(String token) {
        return http.mutate().defaultHeaders(headers -> headers.setBearerAuth(token)).build();
    }

    protected RestTestClient with(Scope scope) {
        return with(token(scope));
    }
}
