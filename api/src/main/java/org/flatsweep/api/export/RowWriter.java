package org.flatsweep.api.export;

import java.io.IOException;
import java.util.List;

/**
 * Writes rows to a stream as they come. Not closed where an export breaks off, because it would end the document as if it
 * were whole.
 */
interface RowWriter {

    /** @param values as {@link Column#read} gives them */
    void write(List<Object> values) throws IOException;

    /** Ends the document; the stream stays open. */
    void finish() throws IOException;
}
