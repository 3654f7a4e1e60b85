package org.flatsweep.domain;

import java.util.Map;

/** A network architecture and its sizes, which decide the task that it learns too. */
public sealed interface ModelSpec permits WideResNetSpec, VaeSpec {

    /** Its name in definitions. */
    String name();

    /** As tables write it: WRN-28-10. */
    String label();

    Measure measure();

    /** The form stored in the database, its name first; {@link #fromMap} reads it back. */
    Map<String, Object> toMap();

    /** @throws RuntimeException if {@code map} is not of {@link #toMap}'s form */
    static ModelSpec fromMap(Map<?, ?> map) {
        return switch ((String) map.get("name")) {
            case WideResNetSpec.NAME -> WideResNetSpec.fromMap(map);
            case VaeSpec.NAME -> VaeSpec.fromMap(map);
            default -> throw new IllegalArgumentException("no model has the name " + map.get("name"));
        };
    }
}
