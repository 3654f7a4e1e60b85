package org.flatsweep.api.results;

import java.util.List;

/** An answer that is written as JSON, as CSV, or as a table for people. */
interface Tabular<R extends Record> {

    TextTable text();

    /** One a line of CSV. */
    List<R> rows();

    Class<R> rowType();
}
