package org.flatsweep.api.problem;

import org.flatsweep.domain.Violation;
import org.springframework.boot.jackson.JacksonMixin;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.json.JsonMapper;

/** What stood in a field that is wrong: of a long value the beginning, by which whoever sent it knows it again. */
final class SaidBack extends ValueSerializer<Object> {

    private static final int MAX_CHARACTERS = 200;
    private static final JsonMapper JSON = JsonMapper.shared();

    @JacksonMixin(Violation.class)
    private interface OfViolation {

        @JsonSerialize(using = SaidBack.class)
        Object value();
    }

    @Override
    public void serialize(Object value, JsonGenerator answer, SerializationContext context) {
        String text = value instanceof String string ? string : JSON.writeValueAsString(value);
        if (text.codePointCount(0, text.length()) <= MAX_CHARACTERS) {
            answer.writePOJO(value);
        } else {
            answer.writeString(text.substring(0, text.offsetByCodePoints(0, MAX_CHARACTERS)) + "…");
        }
    }
}
