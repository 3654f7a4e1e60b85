package org.flatsweep.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/**
 * One file over HTTP, resumed where it broke off. What is there of it has {@code .part} after its name. Whether both
 * ends of a resumed file belong together, the checksum tells.
 */
final class Download {

    private static final int OK = 200;
    private static final int PARTIAL_CONTENT = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final double MEGABYTE = 1e6;

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(Duration.ofSeconds(30))
            .build();

    private final URI source;
    private final Path target;
    private final String md5;

    /** @param md5 in hex */
    Download(URI source, Path target, String md5) {
        this.source = source;
        this.target = target;
        this.md5 = md5;
    }

    /**
     * Leaves the whole, checked file at the target; one that is there already is only checked.
     *
     * @throws UnreachableException if there is no answer
     * @throws CommandFailedException if the answer is a refusal or breaks off, or the checksum is wrong
     */
    void run() throws IOException, UnreachableException {
        if (!Files.exists(target)) {
            Path part = target.resolveSibling(target.getFileName() + ".part");
            try (FileChannel file = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = file.tryLock()) {
                if (lock == null) {
                    throw new CommandFailedException("another process is downloading %s".formatted(part));
                }
                transfer(file);
            }
            Files.move(part, target);
        }
        check();
    }

    private void transfer(FileChannel file) throws IOException, UnreachableException {
        HttpResponse<InputStream> response = request(file.size());
        try (InputStream body = response.body()) {
            switch (response.statusCode()) {
                case OK -> file.truncate(0);
                case PARTIAL_CONTENT -> requireRange(response, file.size());
                // The part is as long as the file, or longer.
                case RANGE_NOT_SATISFIABLE -> {
                    return;
                }
                default -> throw new CommandFailedException("HTTP %d from %s".formatted(response.statusCode(), source));
            }
            file.position(file.size());
            copy(body, file, response.headers().firstValueAsLong("Content-Length").orElse(-1));
        }
    }

    private HttpResponse<InputStream> request(long have) throws UnreachableException {
        HttpRequest.Builder request = HttpRequest.newBuilder(source);
        if (have > 0) {
            request.header("Range", "bytes=%d-".formatted(have));
        }
        try {
            return HTTP.send(request.build(), BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new UnreachableException("cannot reach %s (%s)".formatted(source, e.getClass().getSimpleName()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted", e);
        }
    }

    private void requireRange(HttpResponse<?> response, long from) {
        String range = response.headers().firstValue("Content-Range").orElse("none");
        if (!range.startsWith("bytes %d-".formatted(from))) {
            throw new CommandFailedException(
                    "%s answers with the range %s instead of that from byte %d".formatted(source, range, from));
        }
    }

    /** @param remaining bytes to come, or -1 if the server does not say */
    private void copy(InputStream body, FileChannel file, long remaining) throws IOException {
        long have = file.position();
        long total = remaining < 0 ? -1 : have + remaining;
        System.out.printf("Downloading %s, %s%s%n", source,
                total < 0 ? "of unknown size" : "%.1f MB".formatted(total / MEGABYTE),
                have > 0 ? ", of which %.1f MB are here".formatted(have / MEGABYTE) : "");
        OutputStream out = Channels.newOutputStream(file);
        try (InputStream shown = Terminal.isThere() ? withBar(body, have, total) : body) {
            byte[] buffer = new byte[1 << 16];
            for (int n = read(shown, buffer, file); n >= 0; n = read(shown, buffer, file)) {
                out.write(buffer, 0, n);
            }
        }
    }

    private int read(InputStream body, byte[] buffer, FileChannel file) throws IOException {
        try {
            return body.read(buffer);
        } catch (IOException e) {
            throw new CommandFailedException(
                    "the download of %s broke off after %.1f MB (%s); run this again to go on from there"
                            .formatted(source, file.position() / MEGABYTE, e.getMessage()), e);
        }
    }

    private InputStream withBar(InputStream body, long have, long total) {
        return ProgressBar.wrap(body, new ProgressBarBuilder()
                .setTaskName(target.getFileName().toString())
                .setInitialMax(total)
                .startsFrom(have, Duration.ZERO)
                .setUnit(" MB", (long) MEGABYTE)
                .setStyle(Terminal.barStyle()));
    }

    private void check() throws IOException {
        String actual = md5();
        if (!actual.equals(md5)) {
            Files.delete(target);
            throw new CommandFailedException(
                    "%s has the MD5 checksum %s, but %s is published: it is damaged, or has changed at its source;"
                            .formatted(target, actual, md5) + " it is removed, so that fetching again starts afresh");
        }
    }

    private String md5() throws IOException {
        try (DigestInputStream in =
                new DigestInputStream(Files.newInputStream(target), MessageDigest.getInstance("MD5"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
