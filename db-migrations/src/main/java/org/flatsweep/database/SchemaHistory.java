package org.flatsweep.database;

/** What has been migrated, as the database tells. */
public final class SchemaHistory {

    /** The version that the schema has now: one index entry, where Flyway would read the whole history. */
    public static final String NEWEST = """
            select version from flyway_schema_history where version is not null order by installed_rank desc limit 1""";

    private SchemaHistory() {}
}
