package org.flatsweep.training.data;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.flatsweep.training.DataMissingException;

/**
 * A file of a dataset; every complaint about it names it.
 *
 * @param content unpacked where the file is gzipped
 * @param dataset whose file it is
 */
record DataFile(Path path, byte[] content, String dataset) {

    /** Of a gzipped file that breaks off, what comes before: its reader can say which record is cut off. */
    static DataFile read(Path path, String dataset) {
        try {
            byte[] bytes = Files.readAllBytes(path);
            return new DataFile(path, path.toString().endsWith(".gz") ? unzip(bytes) : bytes, dataset);
        } catch (IOException e) {
            throw new DataMissingException("cannot read %s (%s); ./flatsweep data fetch %s gets the whole dataset"
                    .formatted(path, e, dataset), e);
        }
    }

    private static byte[] unzip(byte[] gzipped) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(gzipped))) {
            in.transferTo(content);
        } catch (EOFException e) {
            return content.toByteArray();
        }
        return content.toByteArray();
    }

    /** @throws DataMissingException unless {@code label} is one of {@code classes} */
    void checkLabel(int record, long label, int classes) {
        if (label < 0 || label >= classes) {
            throw damaged(", record %d has label %d; labels there are from 0 to %d"
                    .formatted(record, label, classes - 1));
        }
    }

    /** @param what follows the file's name */
    DataMissingException damaged(String what) {
        return new DataMissingException(
                "%s%s: the file is damaged; remove its folder and get the dataset again with ./flatsweep data fetch %s"
                        .formatted(path, what, dataset));
    }
}
