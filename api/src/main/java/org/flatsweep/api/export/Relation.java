package org.flatsweep.api.export;

/** What can be exported: a documented view, whose comments say what its columns mean. */
enum Relation {
    TRIALS("results.trial", "number"),
    METRICS("results.metric", "number, name collate \"C\", epoch");

    private final String view;
    private final String order;

    Relation(String view, String order) {
        this.view = view;
        this.order = order;
    }

    /** The rows of sweep {@code :id}. */
    String query() {
        return "select * from %s where sweep_id = :id order by %s".formatted(view, order);
    }
}
