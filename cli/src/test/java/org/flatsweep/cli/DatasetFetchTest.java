package org.flatsweep.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.flatsweep.domain.DatasetLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetFetchTest {

    private static final String ARCHIVE = "cifar-100-binary.tar.gz";

    @TempDir
    Path datasets;

    private final Map<String, byte[]> published = new HashMap<>();
    private final List<String> requests = new ArrayList<>();
    private boolean ignoresRanges;
    private boolean breaksOff;
    private HttpServer server;
    private URI address;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        address = URI.create("http://127.0.0.1:%d/".formatted(server.getAddress().getPort()));
        published.put(ARCHIVE, archive(Map.of("cifar-100-binary/train.bin", random(20_000),
                "cifar-100-binary/test.bin", random(4_000), "cifar-100-binary/readme.txt", random(9))));
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Test
    void anArchiveIsDownloadedCheckedAndUnpacked() throws IOException {
        fetch(cifar100()).run();

        assertThat(DatasetLayout.complete("cifar100", datasets)).contains(DatasetLayout.CIFAR100_BINARY);
        assertThat(datasets.resolve("cifar-100-binary/test.bin")).hasBinaryContent(random(4_000));
        assertThat(Files.list(datasets)).as("no download is left behind").hasSize(1);
        assertThat(requests).containsExactly("/" + ARCHIVE + " whole");
    }

    @Test
    void aDatasetOfSeveralFilesIsThereOnceTheLastOneIs() {
        SortedMap<String, String> files = mnist();
        byte[] last = published.remove("train-labels-idx1-ubyte.gz");
        DatasetFetch fetch = fetch(new PublishedDataset(DatasetLayout.MNIST, address, files));

        assertThatExceptionOfType(CommandFailedException.class).isThrownBy(fetch::run)
                .withMessage("HTTP 404 from %strain-labels-idx1-ubyte.gz", address);
        assertThat(datasets.resolve("mnist")).doesNotExist();
        published.put("train-labels-idx1-ubyte.gz", last);
        requests.clear();
        fetch.run();

        assertThat(requests).as("only what was missing").containsExactly("/train-labels-idx1-ubyte.gz whole");
        assertThat(DatasetLayout.complete("mnist", datasets)).contains(DatasetLayout.MNIST);
        assertThat(datasets.resolve("downloads")).doesNotExist();
    }

    @Test
    void aDownloadThatBrokeOffIsResumed() {
        breaksOff = true;
        assertThatExceptionOfType(CommandFailedException.class).isThrownBy(() -> fetch(cifar100()).run())
                .withMessageContaining("broke off").withMessageContaining("run this again");
        assertThat(datasets.resolve("cifar-100-binary")).doesNotExist();
        long have = part().toFile().length();
        breaksOff = false;

        fetch(cifar100()).run();

        assertThat(requests).containsExactly("/" + ARCHIVE + " whole", "/%s bytes=%d-".formatted(ARCHIVE, have));
        assertThat(DatasetLayout.complete("cifar100", datasets)).isPresent();
    }

    @Test
    void aServerThatIgnoresRangesSendsTheFileFromItsBeginning() throws IOException {
        ignoresRanges = true;
        writePart(Arrays.copyOf(published.get(ARCHIVE), 700));

        fetch(cifar100()).run();

        assertThat(requests).containsExactly("/" + ARCHIVE + " bytes=700-");
        assertThat(DatasetLayout.complete("cifar100", datasets)).isPresent();
    }

    @Test
    void aPartThatOnlyLacksItsNameNeedsNoMoreBytes() throws IOException {
        writePart(published.get(ARCHIVE));

        fetch(cifar100()).run();

        assertThat(DatasetLayout.complete("cifar100", datasets)).isPresent();
    }

    @Test
    void anArchiveThatWasBroughtByOtherMeansNeedsNoConnection() throws IOException {
        PublishedDataset cifar100 = cifar100();
        server.stop(0);
        Files.write(Files.createDirectories(datasets.resolve("downloads/cifar100")).resolve(ARCHIVE),
                published.get(ARCHIVE));

        fetch(cifar100).run();

        assertThat(DatasetLayout.complete("cifar100", datasets)).isPresent();
    }

    @Test
    void aWrongChecksumLeavesNothingThere() {
        PublishedDataset cifar100 = cifar100();
        published.get(ARCHIVE)[100]++;

        assertThatExceptionOfType(CommandFailedException.class).isThrownBy(() -> fetch(cifar100).run())
                .withMessageContaining(ARCHIVE)
                .withMessageContaining(cifar100.checksums().get(ARCHIVE))
                .withMessageContaining("starts afresh");

        published.get(ARCHIVE)[100]--;
        fetch(cifar100).run();
        assertThat(DatasetLayout.complete("cifar100", datasets)).isPresent();
    }

    @Test
    void withoutAConnectionItSaysWhichFileToPutWhere() {
        PublishedDataset cifar100 = cifar100();
        server.stop(0);

        CommandFailedException failure =
                catchThrowableOfType(CommandFailedException.class, () -> fetch(cifar100).run());

        assertThat(failure)
                .hasMessageContaining("cannot reach %s%s", address, ARCHIVE)
                .hasMessageContaining("%s%s  →  %s", address, ARCHIVE,
                        datasets.resolve("downloads/cifar100").resolve(ARCHIVE))
                .hasMessageContaining("run this again");
        assertThat(datasets.resolve("cifar-100-binary")).doesNotExist();
    }

    @Test
    void anEntryThatWouldLieOutsideIsRefused() throws IOException {
        published.put(ARCHIVE, archive(Map.of("cifar-100-binary/../../../../escaped", random(10))));

        assertThatExceptionOfType(CommandFailedException.class).isThrownBy(() -> fetch(cifar100()).run())
                .withMessageContaining("cifar-100-binary/../../../../escaped");

        assertThat(datasets.resolve("../escaped")).doesNotExist();
        assertThat(datasets.resolve("cifar-100-binary")).doesNotExist();
    }

    @Test
    void aLinkIsRefused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(bytes))) {
            TarArchiveEntry link = new TarArchiveEntry("cifar-100-binary", TarConstants.LF_SYMLINK);
            link.setLinkName("/");
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
        }
        published.put(ARCHIVE, bytes.toByteArray());

        assertThatExceptionOfType(CommandFailedException.class).isThrownBy(() -> fetch(cifar100()).run())
                .withMessageContaining("holds a link");
    }

    @Test
    void anArchiveWithoutTheDatasetsFilesIsRefused() throws IOException {
        published.put(ARCHIVE, archive(Map.of("cifar-100-binary/train.bin", random(10))));

        assertThatExceptionOfType(CommandFailedException.class).isThrownBy(() -> fetch(cifar100()).run())
                .withMessageContaining("does not hold cifar-100-binary/test.bin");
        assertThat(datasets.resolve("cifar-100-binary")).doesNotExist();
    }

    @Test
    void aDatasetThatIsThereIsNotFetchedAgain() {
        fetch(cifar100()).run();
        requests.clear();

        fetch(cifar100()).run();

        assertThat(requests).isEmpty();
    }

    @Test
    void aFolderThatHoldsSomethingElseIsLeftAlone() throws IOException {
        Files.createDirectories(datasets.resolve("cifar-100-binary"));
        Files.writeString(datasets.resolve("cifar-100-binary/train.bin"), "mine");

        assertThatExceptionOfType(CommandFailedException.class).isThrownBy(() -> fetch(cifar100()).run())
                .withMessageContaining("cifar-100-binary is there, but not whole");
        assertThat(datasets.resolve("cifar-100-binary/train.bin")).hasContent("mine");
    }

    @Test
    void onlyOneProcessDownloadsAFile() throws IOException {
        writePart(new byte[0]);
        Process other = new ProcessBuilder(ChildProcess.javaExecutable(), "-cp", System.getProperty("java.class.path"),
                LockHolder.class.getName(), part().toString()).start();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("locked");

            assertThatExceptionOfType(CommandFailedException.class).isThrownBy(() -> fetch(cifar100()).run())
                    .withMessageContaining("another process is downloading");
        } finally {
            other.destroy();
        }
    }

    static final class LockHolder {

        private LockHolder() {}

        public static void main(String[] arguments) throws IOException {
            try (FileChannel file = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE);
                    var lock = file.tryLock()) {
                System.out.println("locked");
                System.in.read();
            }
        }
    }

    private DatasetFetch fetch(PublishedDataset dataset) {
        return new DatasetFetch(dataset, datasets);
    }

    private PublishedDataset cifar100() {
        return new PublishedDataset(DatasetLayout.CIFAR100_BINARY, address,
                new TreeMap<>(Map.of(ARCHIVE, md5(published.get(ARCHIVE)))));
    }

    private SortedMap<String, String> mnist() {
        SortedMap<String, String> checksums = new TreeMap<>();
        for (Path file : DatasetLayout.MNIST.files(datasets)) {
            byte[] content = random(3_000 + checksums.size());
            published.put(file.getFileName() + ".gz", content);
            checksums.put(file.getFileName() + ".gz", md5(content));
        }
        return checksums;
    }

    private void writePart(byte[] content) throws IOException {
        Files.createDirectories(part().getParent());
        Files.write(part(), content);
    }

    private Path part() {
        return datasets.resolve("downloads/cifar100").resolve(ARCHIVE + ".part");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String range = exchange.getRequestHeaders().getFirst("Range");
            requests.add(exchange.getRequestURI() + " " + (range == null ? "whole" : range));
            byte[] content = published.get(exchange.getRequestURI().getPath().substring(1));
            if (content == null) {
                byte[] page = "<html>Not Found</html>".getBytes(UTF_8);
                exchange.sendResponseHeaders(404, page.length);
                exchange.getResponseBody().write(page);
                return;
            }
            int from = range == null || ignoresRanges ? 0
                    : Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
            if (from >= content.length) {
                exchange.sendResponseHeaders(416, -1);
                return;
            }
            if (range != null && !ignoresRanges) {
                exchange.getResponseHeaders().set(
                        "Content-Range", "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
            }
            exchange.sendResponseHeaders(range == null || ignoresRanges ? 200 : 206, content.length - from);
            if (breaksOff) {
                exchange.getResponseBody().write(content, from, content.length / 2);
                exchange.getResponseBody().flush();
                await().until(() -> part().toFile().length() > 0);
                return;
            }
            exchange.getResponseBody().write(content, from, content.length - from);
        }
    }

    private static byte[] archive(Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(bytes))) {
            for (var file : files.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey(), true);
                entry.setSize(file.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    /** The same for the same size. */
    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static String md5(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
