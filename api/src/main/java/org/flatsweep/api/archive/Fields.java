package org.flatsweep.api.archive;

import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.flatsweep.api.problem.Problem;
import org.flatsweep.domain.Violation;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON object of an archive. Each field is read with what is allowed there, and one that is not so becomes a
 * {@link Problem} that names entry, line, field, value and what is allowed.
 */
final class Fields {

    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Refused as numbers, under the name of their field.
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build()).build();

    private final String entry;
    private final int line;
    private final String pointer;
    private final JsonNode object;

    private Fields(String entry, int line, String pointer, JsonNode object) {
        this.entry = entry;
        this.line = line;
        this.pointer = pointer;
        this.object = object;
        if (!object.isObject()) {
            throw pointer.isEmpty() ? problem(entry, line, "is no JSON object", null)
                    : wrong(pointer, object, "must be an object");
        }
    }

    /** @param line from 1 */
    static Fields parse(String entry, int line, byte[] text) {
        return parse(entry, line, () -> JSON.readTree(text));
    }

    /** Of an entry that is one object. */
    static Fields parse(String entry, InputStream text) {
        return parse(entry, 0, () -> JSON.readTree(text));
    }

    private interface Tree {
        JsonNode read();
    }

    private static Fields parse(String entry, int line, Tree tree) {
        try {
            return new Fields(entry, line, "", tree.read());
        } catch (JacksonException e) {
            throw problem(entry, line, "is no JSON object: " + e.getOriginalMessage(), e);
        }
    }

    private static Problem problem(String entry, int line, String what, @Nullable Throwable cause) {
        String where = line == 0 ? entry : "%s, line %d,".formatted(entry, line);
        Problem problem = new Problem(HttpStatus.UNPROCESSABLE_CONTENT, where + " " + what, cause).with("entry", entry);
        return line == 0 ? problem : problem.with("line", line);
    }

    /** @param allowed what must stand in the field instead */
    Problem wrong(String name, String allowed) {
        return wrong(pointer + "/" + name, object.get(name), allowed);
    }

    private Problem wrong(String field, @Nullable JsonNode value, String allowed) {
        return problem(entry, line, "has an invalid field", null).with("errors", List.of(new Violation(field, value, allowed)));
    }

    Fields requireNames(String... names) {
        Set<String> allowed = Set.of(names);
        Collection<String> present = object.propertyNames();
        present.stream().filter(name -> !allowed.contains(name)).findFirst().ifPresent(name -> {
            throw wrong(name, "is unknown; allowed: " + new TreeSet<>(allowed));
        });
        for (String name : names) {
            if (!present.contains(name)) {
                throw wrong(name, "is required");
            }
        }
        return this;
    }

    boolean isNull(String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull();
    }

    /** Null where the field is. */
    <T> @Nullable T optional(String name, Function<String, T> read) {
        return isNull(name) ? null : read.apply(name);
    }

    Fields object(String name) {
        JsonNode value = object.get(name);
        if (value == null) {
            throw wrong(name, "is required");
        }
        return new Fields(entry, line, pointer + "/" + name, value);
    }

    Map<String, Object> map(String name) {
        return JSON.convertValue(object(name).object, new TypeReference<>() {});
    }

    List<Fields> objects(String name) {
        JsonNode array = object.get(name);
        if (array == null || !array.isArray()) {
            throw wrong(name, "must be a list of objects");
        }
        List<Fields> objects = new ArrayList<>();
        for (JsonNode element : array) {
            objects.add(new Fields(entry, line, "%s/%s/%d".formatted(pointer, name, objects.size()), element));
        }
        return objects;
    }

    String text(String name, int least, int most) {
        JsonNode value = object.get(name);
        if (value == null || !value.isString() || value.stringValue().length() < least
                || value.stringValue().length() > most || value.stringValue().indexOf('\0') >= 0) {
            throw wrong(name, "must be a text of %d to %d characters, none of them NUL".formatted(least, most));
        }
        return value.stringValue();
    }

    String matching(String name, Pattern pattern) {
        JsonNode value = object.get(name);
        if (value == null || !value.isString() || !pattern.matcher(value.stringValue()).matches()) {
            throw wrong(name, "must be a text that matches " + pattern);
        }
        return value.stringValue();
    }

    String hash(String name) {
        return matching(name, HASH);
    }

    /** @param why what makes this word the only one allowed */
    void requireWord(String name, String word, String why) {
        JsonNode value = object.get(name);
        if (value == null || !value.isString() || !value.stringValue().equals(word)) {
            throw wrong(name, "must be %s%s".formatted(word, why));
        }
    }

    void requireWord(String name, String word) {
        requireWord(name, word, "");
    }

    <E extends Enum<E>> E word(String name, Class<E> type, Collection<E> allowed) {
        JsonNode value = object.get(name);
        return allowed.stream()
                .filter(constant -> value != null && value.isString() && constant.name().equals(value.stringValue()))
                .findFirst()
                .orElseThrow(() -> wrong(name, "must be one of " + allowed));
    }

    boolean flag(String name) {
        JsonNode value = object.get(name);
        if (value == null || !value.isBoolean()) {
            throw wrong(name, "must be true or false");
        }
        return value.booleanValue();
    }

    long whole(String name, long least, long greatest) {
        JsonNode value = object.get(name);
        if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()
                || value.longValue() < least || value.longValue() > greatest) {
            throw wrong(name, least == greatest ? "must be " + least
                    : "must be a whole number from %d to %d".formatted(least, greatest));
        }
        return value.longValue();
    }

    int integer(String name, int least, int greatest) {
        return (int) whole(name, least, greatest);
    }

    double real(String name) {
        return real(name, -Double.MAX_VALUE, Double.MAX_VALUE, "must be a finite number");
    }

    double real(String name, double least, double greatest, String allowed) {
        JsonNode value = object.get(name);
        if (value == null || !value.isNumber() || !(value.doubleValue() >= least && value.doubleValue() <= greatest)) {
            throw wrong(name, allowed);
        }
        return value.doubleValue();
    }

    Instant time(String name) {
        JsonNode value = object.get(name);
        try {
            Instant time = Instant.parse(value == null || !value.isString() ? "" : value.stringValue());
            if (!time.isBefore(EARLIEST) && !time.isAfter(LATEST)) {
                return time;
            }
        } catch (DateTimeException e) {
            // As one that is out of bounds.
        }
        throw wrong(name, "must be a time of ISO 8601 from %s to %s".formatted(EARLIEST, LATEST));
    }
}
