package org.flatsweep.api.export;

import java.util.Locale;

/** The rows of a sweep in one relation, which a converter reads while it writes them. */
record Export(long sweepId, Relation relation) {

    /** @param ending of the file's name, without a dot */
    String fileName(String ending) {
        return "sweep-%d-%s.%s".formatted(sweepId, relation.name().toLowerCase(Locale.ROOT), ending);
    }
}
