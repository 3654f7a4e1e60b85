package org.flatsweep.api.security;

import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.security.SecurityScheme.In;
import io.swagger.v3.oas.models.security.SecurityScheme.Type;
import java.util.List;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How a request says who sends it, for the OpenAPI document. */
@Configuration(proxyBeanMethods = false)
class SecuritySchemes {

    private static final String TOKEN = "token";
    private static final String SESSION = "session";
    private static final String SAME_PAGE = "csrf";

    @Bean
    OpenApiCustomizer waysToAuthenticate() {
        return openApi -> {
            openApi.getComponents()
                    .addSecuritySchemes(TOKEN, new SecurityScheme().type(Type.HTTP).scheme("bearer")
                            .description("A token of flatsweep token create; docs/security.md has the scopes"))
                    .addSecuritySchemes(SESSION, new SecurityScheme().type(Type.APIKEY).in(In.COOKIE)
                            .name(SessionCookie.NAME)
                            .description("Of browsers: what login answers with"))
                    .addSecuritySchemes(SAME_PAGE, new SecurityScheme().type(Type.APIKEY).in(In.HEADER)
                            .name("X-XSRF-TOKEN")
                            .description("The value of the cookie XSRF-TOKEN, which a page of another site cannot read"));
            openApi.addSecurityItem(new SecurityRequirement().addList(TOKEN));
            openApi.addSecurityItem(new SecurityRequirement().addList(SESSION));
            openApi.getPaths().values().forEach(SecuritySchemes::askForTheHeader);
        };
    }

    /** Of what changes something, unless it says for itself what it asks for. */
    private static void askForTheHeader(PathItem path) {
        path.readOperationsMap().forEach((method, operation) -> {
            if (method != HttpMethod.GET && operation.getSecurity() == null) {
                operation.setSecurity(List.of(
                        new SecurityRequirement().addList(TOKEN),
                        new SecurityRequirement().addList(SESSION).addList(SAME_PAGE)));
            }
        });
    }
}
