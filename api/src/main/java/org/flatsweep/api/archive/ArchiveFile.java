package org.flatsweep.api.archive;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.flatsweep.api.problem.Problem;
import org.flatsweep.domain.Sha256;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.http.HttpStatus;
import org.springframework.util.unit.DataSize;

/** A received archive on the disk, whose entries are those that its manifest names, to the byte. */
final class ArchiveFile implements AutoCloseable {

    private static final String ARCHIVE = "the archive";
    private static final String MAX_FILE = "FLATSWEEP_ARCHIVE_MAX_FILE";

    private final Path path;
    private final ArchiveSettings settings;
    private final ZipFile zip;
    private final Manifest manifest;

    private ArchiveFile(Path path, ArchiveSettings settings) throws IOException {
        this.path = path;
        this.settings = settings;
        this.zip = new ZipFile(path.toFile());
        try {
            requireEntries();
            try (InputStream entry = open(Manifest.ENTRY)) {
                manifest = Manifest.read(entry);
            }
            for (String name : Manifest.OTHERS) {
                requireHash(name);
            }
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    /**
     * Until it is closed, the file takes as much of the disk as was sent.
     *
     * @param announced the bytes that are to come; -1 where nobody says
     * @throws Problem 413 if it is larger than the settings allow, 422 if it is not an archive, or a damaged one
     */
    static ArchiveFile receive(InputStream body, long announced, ArchiveSettings settings) throws IOException {
        requireWithin(settings.maxFile(), announced, ARCHIVE, MAX_FILE);
        Path path = Files.createTempFile("flatsweep-import-", ".zip");
        try {
            try (OutputStream file = Files.newOutputStream(path);
                    InputStream limited = new Limited(body, settings.maxFile(), ARCHIVE, MAX_FILE)) {
                limited.transferTo(file);
            }
            return opened(path, settings);
        } catch (IOException | RuntimeException e) {
            Files.delete(path);
            throw e;
        }
    }

    /** Of a whole request an end too early is the archive's, and does not mean that who sends it has gone. */
    private static ArchiveFile opened(Path path, ArchiveSettings settings) throws IOException {
        try {
            return new ArchiveFile(path, settings);
        } catch (Problem e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            Throwable cause = NestedExceptionUtils.getMostSpecificCause(e);
            if (cause instanceof ZipException || cause instanceof EOFException) {
                throw new Problem(HttpStatus.UNPROCESSABLE_CONTENT, "not a whole zip archive: "
                        + Objects.requireNonNullElse(cause.getMessage(), "it ends too early"), e);
            }
            throw e;
        }
    }

    Manifest manifest() {
        return manifest;
    }

    /** Limited to the size that the settings allow. */
    InputStream open(String name) throws IOException {
        return new Limited(zip.getInputStream(zip.getEntry(name)), settings.maxEntry(), name, "FLATSWEEP_ARCHIVE_MAX_ENTRY");
    }

    private void requireEntries() {
        List<String> expected = Stream.concat(Manifest.OTHERS.stream(), Stream.of(Manifest.ENTRY)).sorted().toList();
        List<String> present = zip.stream().map(ZipEntry::getName).sorted().toList();
        if (!present.equals(expected)) {
            throw new Problem(HttpStatus.UNPROCESSABLE_CONTENT,
                    "the archive has the entries %s; allowed: %s".formatted(present, expected));
        }
    }

    private void requireHash(String name) throws IOException {
        String expected = manifest.sha256().get(name);
        String actual;
        try (DigestInputStream entry = new DigestInputStream(open(name), Sha256.digest())) {
            entry.transferTo(OutputStream.nullOutputStream());
            actual = HexFormat.of().formatHex(entry.getMessageDigest().digest());
        } catch (ZipException e) {
            throw new Problem(HttpStatus.UNPROCESSABLE_CONTENT, "%s is damaged: %s".formatted(name, e.getMessage()), e);
        }
        if (!actual.equals(expected)) {
            throw new Problem(HttpStatus.UNPROCESSABLE_CONTENT, "%s is damaged: its SHA-256 is %s, the manifest's %s"
                    .formatted(name, actual, expected)).with("entry", name);
        }
    }

    @Override
    public void close() throws IOException {
        try (zip) {
            Files.delete(path);
        }
    }

    private static void requireWithin(DataSize limit, long bytes, String what, String setting) {
        if (bytes > limit.toBytes()) {
            throw new Problem(HttpStatus.CONTENT_TOO_LARGE,
                    "%s is larger than %s bytes; %s allows more".formatted(what, limit.toBytes(), setting));
        }
    }

    /** Refuses what is longer, whatever it said of itself. */
    private static final class Limited extends FilterInputStream {

        private final DataSize limit;
        private final String what;
        private final String setting;
        private long read;

        Limited(InputStream stream, DataSize limit, String what, String setting) {
            super(stream);
            this.limit = limit;
            this.what = what;
            this.setting = setting;
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            count(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = super.read(buffer, offset, length);
            count(Math.max(n, 0));
            return n;
        }

        private void count(int bytes) {
            read += bytes;
            requireWithin(limit, read, what, setting);
        }
    }
}
