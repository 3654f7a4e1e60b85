package org.flatsweep.api.sweep;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flatsweep.api.problem.Problem;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import org.snakeyaml.engine.v2.schema.Schema;

/**
 * One YAML 1.2 document (core schema) as a tree of maps, lists and scalars.
 *
 * <p>Built from parser events rather than by the library's loader, so that whatever could grow the tree beyond its text
 * (aliases, tags, deep nesting) is refused where it stands.
 */
final class YamlTree {

    private static final Schema SCHEMA = new CoreSchema();
    private static final LoadSettings SETTINGS =
            LoadSettings.builder().setSchema(SCHEMA).setCodePointLimit(DefinitionParser.MAX_BYTES).build();

    private final Iterator<Event> events;

    private YamlTree(Iterator<Event> events) {
        this.events = events;
    }

    /** @throws Problem 400 with line and column */
    static Object parse(byte[] bytes) {
        try {
            return new YamlTree(new Parse(SETTINGS).parseInputStream(new ByteArrayInputStream(bytes)).iterator())
                    .document();
        } catch (MarkedYamlEngineException e) {
            throw malformed(e.getProblemMark(), e.getProblem(), e);
        } catch (YamlEngineException e) {
            throw malformed(Optional.empty(), e.getMessage(), e);
        }
    }

    private Object document() {
        events.next();
        Event start = events.next();
        if (start.getEventId() == Event.ID.StreamEnd) {
            throw malformed(start.getStartMark(), "the body is empty", null);
        }
        Object tree = node(events.next(), 0);
        events.next();
        Event end = events.next();
        if (end.getEventId() != Event.ID.StreamEnd) {
            throw malformed(end.getStartMark(), "a second document begins", null);
        }
        return tree;
    }

    private Object node(Event event, int depth) {
        if (event instanceof AliasEvent) {
            throw malformed(event.getStartMark(), "aliases are not allowed; write the value out", null);
        }
        if (event instanceof ScalarEvent scalar) {
            return scalar(scalar);
        }
        CollectionStartEvent start = (CollectionStartEvent) event;
        if (start.getTag().isPresent()) {
            throw malformed(event.getStartMark(), "tags are not allowed", null);
        }
        if (depth == DefinitionParser.MAX_DEPTH) {
            throw malformed(event.getStartMark(), "nested deeper than %d levels".formatted(depth), null);
        }
        return event instanceof MappingStartEvent ? mapping(depth) : sequence(depth);
    }

    private Map<String, Object> mapping(int depth) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            if (!(event instanceof ScalarEvent key)) {
                throw malformed(event.getStartMark(), "a key must be a plain word", null);
            }
            if (map.containsKey(key.getValue())) {
                throw malformed(
                        event.getStartMark(), "'%s' stands twice in this object".formatted(key.getValue()), null);
            }
            map.put(key.getValue(), node(events.next(), depth + 1));
        }
        return map;
    }

    private List<Object> sequence(int depth) {
        List<Object> list = new ArrayList<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            list.add(node(event, depth + 1));
        }
        return list;
    }

    private static Object scalar(ScalarEvent event) {
        if (event.getTag().isPresent()) {
            throw malformed(event.getStartMark(), "tags are not allowed", null);
        }
        if (!event.isPlain()) {
            return event.getValue();
        }
        Tag tag = SCHEMA.getScalarResolver().resolve(event.getValue(), true);
        // Merging keys is of YAML 1.1; here << is a text.
        if (tag.equals(Tag.STR) || tag.equals(Tag.MERGE)) {
            return event.getValue();
        }
        // Converting n digits takes O(n²) time.
        if (event.getValue().length() > DefinitionParser.MAX_NUMBER_LENGTH) {
            throw malformed(event.getStartMark(),
                    "a number longer than %d characters".formatted(DefinitionParser.MAX_NUMBER_LENGTH), null);
        }
        return SCHEMA.getSchemaTagConstructors().get(tag)
                .construct(new ScalarNode(tag, event.getValue(), event.getScalarStyle()));
    }

    private static Problem malformed(Optional<Mark> mark, String what, Throwable cause) {
        return DefinitionParser.malformed(
                "YAML", mark.map(Mark::getLine).orElse(0) + 1, mark.map(Mark::getColumn).orElse(0) + 1, what, cause);
    }
}
