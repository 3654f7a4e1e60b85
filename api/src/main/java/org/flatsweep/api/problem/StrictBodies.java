package org.flatsweep.api.problem;

import static tools.jackson.databind.cfg.CoercionAction.Fail;

import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.type.LogicalType;

/** A number is no text and a text no number, whatever Jackson would make of them. */
@Configuration(proxyBeanMethods = false)
class StrictBodies {

    @Bean
    JsonMapperBuilderCustomizer noCoercion() {
        return mapper -> mapper
                .withCoercionConfig(LogicalType.Textual, text -> text
                        .setCoercion(CoercionInputShape.Integer, Fail)
                        .setCoercion(CoercionInputShape.Float, Fail)
                        .setCoercion(CoercionInputShape.Boolean, Fail))
                .withCoercionConfig(LogicalType.Integer, number -> number
                        .setCoercion(CoercionInputShape.EmptyString, Fail)
                        .setCoercion(CoercionInputShape.String, Fail))
                .withCoercionConfig(LogicalType.Enum, one -> one
                        .setCoercion(CoercionInputShape.Integer, Fail));
    }
}
