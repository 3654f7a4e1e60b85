package org.flatsweep.training.data;

import java.util.List;

/** Reads the images of one file format. */
interface ImageReader {

    /**
     * All images of {@code files}, in order.
     *
     * @throws org.flatsweep.training.DataMissingException naming the file and, where one is to blame, the record
     *     (from 0)
     */
    Images read(List<DataFile> files);
}
