package org.flatsweep.api.openapi;

import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import org.flatsweep.api.problem.ProblemView;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The OpenAPI document, from which the dashboard takes its types. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

    private static final String TOKEN = "token";

    @Bean
    ModelResolver recordModelResolver() {
        return new RecordModelResolver();
    }

    @Bean
    OpenApiCustomizer document() {
        return openApi -> {
            openApi.info(new Info().title("Flatsweep").version("1")
                    .description("Hyperparameter sweeps, their trials, results and events"));
            // The address of whoever asked is nothing to commit.
            openApi.servers(null);
            openApi.getComponents().addSecuritySchemes(TOKEN, new SecurityScheme().type(SecurityScheme.Type.HTTP)
                    .scheme("bearer")
                    .description("A token of flatsweep token create; docs/security.md has the scopes"));
            openApi.addSecurityItem(new SecurityRequirement().addList(TOKEN));
            describeErrors(openApi);
        };
    }

    private static void describeErrors(OpenAPI openApi) {
        ModelConverters.getInstance(true).readAll(ProblemView.class).forEach(openApi.getComponents()::addSchemas);
        ApiResponse problem = new ApiResponse().description("an error").content(new Content().addMediaType(
                org.springframework.http.MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                new MediaType().schema(new Schema<>().$ref("#/components/schemas/ProblemView"))));
        openApi.getPaths().values().stream()
                .flatMap(path -> path.readOperations().stream())
                .forEach(operation -> operation.getResponses().addApiResponse("default", problem));
    }
}
