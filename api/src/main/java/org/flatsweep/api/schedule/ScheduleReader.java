package org.flatsweep.api.schedule;

import java.text.ParseException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.flatsweep.domain.InvalidSweepDefinitionException;
import org.flatsweep.domain.SweepDefinitionReader;
import org.flatsweep.domain.Violation;
import org.quartz.CronExpression;

/** Turns a parsed document into a {@link NewSchedule}, or names everything wrong with it. */
final class ScheduleReader {

    private static final Set<String> FIELDS = new TreeSet<>(Set.of("name", "cron", "time_zone", "definition"));
    private static final Pattern NAME = Pattern.compile(NewSchedule.NAME);
    private static final Pattern CRON = Pattern.compile(NewSchedule.CRON);

    private final List<Violation> violations = new ArrayList<>();

    private ScheduleReader() {}

    /** @throws InvalidSweepDefinitionException with every violation found */
    static NewSchedule read(Object document) {
        return new ScheduleReader().schedule(document);
    }

    private NewSchedule schedule(Object document) {
        if (!(document instanceof Map<?, ?> fields)) {
            throw new InvalidSweepDefinitionException(List.of(new Violation("", document, "must be an object")));
        }
        fields.keySet().stream().filter(key -> !FIELDS.contains(key)).forEach(key -> violations.add(new Violation(
                "/" + key, fields.get(key), "is not a known field; known here: " + String.join(", ", FIELDS))));
        String name = text(fields, "name", null);
        if (name != null && !NAME.matcher(name).matches()) {
            violations.add(new Violation("/name", name, "must be 1 to 100 letters, digits, '.', '-' or '_'"));
        }
        String cron = text(fields, "cron", null);
        if (cron != null && !CRON.matcher(cron).matches()) {
            violations.add(new Violation("/cron", cron, "must be 1 to 120 printable ASCII characters"));
        } else if (cron != null) {
            checkCron(cron);
        }
        String zone = text(fields, "time_zone", NewSchedule.UTC);
        // Those that Quartz knows too; of others, such as UTC+1, it makes GMT.
        if (!ZoneId.getAvailableZoneIds().contains(zone)) {
            violations.add(new Violation("/time_zone", zone, "must be a time zone such as UTC or Europe/Berlin"));
        }
        try {
            SweepDefinitionReader.read(fields.get("definition"));
        } catch (InvalidSweepDefinitionException e) {
            e.violations().forEach(violation -> violations.add(new Violation(
                    "/definition" + violation.pointer(), violation.value(), violation.message())));
        }
        if (!violations.isEmpty()) {
            throw new InvalidSweepDefinitionException(violations);
        }
        return new NewSchedule(name, cron, zone, fields.get("definition"));
    }

    private void checkCron(String cron) {
        try {
            CronExpression.validateExpression(cron);
        } catch (ParseException e) {
            violations.add(new Violation("/cron", cron, "must be a cron expression with seconds first, such as "
                    + "'0 30 2 * * ?' for half past two every night: " + e.getMessage()));
        }
    }

    private String text(Map<?, ?> fields, String name, String otherwise) {
        Object value = fields.get(name);
        if (value instanceof String text) {
            return text;
        }
        if (value != null || otherwise == null) {
            violations.add(new Violation("/" + name, value, value == null ? "is required" : "must be a text"));
        }
        return otherwise;
    }
}
