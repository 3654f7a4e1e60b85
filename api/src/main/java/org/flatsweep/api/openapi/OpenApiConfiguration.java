package org.flatsweep.api.openapi;

import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.servers.Server;
import java.util.List;
import org.flatsweep.api.caching.EntityTagFilter;
import org.flatsweep.api.problem.ProblemView;
import org.flatsweep.domain.SweepSchema;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The OpenAPI document, from which the dashboard takes its types. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

    @Bean
    ModelResolver recordModelResolver() {
        return new RecordModelResolver();
    }

    @Bean
    OpenAPI document() {
        return new OpenAPI()
                .info(new Info().title("Flatsweep").version("1")
                        .description("Hyperparameter sweeps, their trials, results and events"))
                // Otherwise springdoc names the address of whoever asked, in a document that is committed.
                .servers(List.of(new Server().url("/")));
    }

    @Bean
    OpenApiCustomizer descriptions() {
        return openApi -> {
            describeDefinitions(openApi);
            describeErrors(openApi);
            describeEntityTags(openApi);
        };
    }

    private static void describeDefinitions(OpenAPI openApi) {
        SweepSchema.components().forEach((name, schema) ->
                openApi.getComponents().addSchemas(name, Json31.mapper().convertValue(schema, Schema.class)));
    }

    private static void describeErrors(OpenAPI openApi) {
        ModelConverters.getInstance(true).readAll(ProblemView.class).forEach(openApi.getComponents()::addSchemas);
        ApiResponse problem = new ApiResponse().description("an error").addHeaderObject("Retry-After", new Header()
                .description("with 429 and 503: after so many seconds").schema(new IntegerSchema())).content(new Content().addMediaType(
                org.springframework.http.MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                new MediaType().schema(new Schema<>().$ref("#/components/schemas/ProblemView"))));
        openApi.getPaths().values().stream()
                .flatMap(path -> path.readOperations().stream())
                .forEach(operation -> operation.getResponses().addApiResponse("default", problem));
    }

    private static void describeEntityTags(OpenAPI openApi) {
        Header tag = new Header().description("for If-None-Match when asking again").schema(new StringSchema());
        ApiResponse unchanged = new ApiResponse().description("the client has it already, by its If-None-Match");
        openApi.getPaths().forEach((path, item) -> {
            if (item.getGet() != null && !EntityTagFilter.isStream(path)) {
                item.getGet().getResponses().get("200").addHeaderObject("ETag", tag);
                item.getGet().getResponses().addApiResponse("304", unchanged);
            }
        });
    }
}
