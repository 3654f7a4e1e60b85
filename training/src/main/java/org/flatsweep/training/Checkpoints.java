package org.flatsweep.training;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one attempt at a trial: {@code trial-<id>/attempt-<n>-epoch-<e>.ckpt} of the end of an epoch, and
 * {@code attempt-<n>-epoch-<e>-step-<s>.ckpt} of a stop after so many steps of the next one. It may read what earlier
 * attempts left; it never touches what later ones wrote, so that a worker that has lost its trial does no harm.
 *
 * <p>A file is a header (magic, version, the configuration's identity), the epoch, the seconds trained, the metrics,
 * the sums of the epoch under way and the state's vectors as little-endian floats, then the SHA-256 of all before.
 */
public final class Checkpoints {

    private static final Logger log = LoggerFactory.getLogger(Checkpoints.class);

    private static final int MAGIC = 0x464c5357;
    private static final int VERSION = 2;
    /** Written at the ends of epochs alone, without the sums of an epoch under way. */
    private static final int VERSION_OF_EPOCHS = 1;
    private static final int KEPT = 2;
    private static final int DIGEST_BYTES = 32;
    private static final int CHUNK = 1 << 16;
    private static final String UNFINISHED = ".tmp";
    private static final Pattern NAME =
            Pattern.compile("attempt-(\\d{1,9})-epoch-(\\d{1,9})(?:-step-(\\d{1,9}))?\\.ckpt(\\.tmp)?");

    private final Path directory;
    private final int attempt;
    private final Predicate<CheckpointFile> resumable;
    /** The only one that a next attempt would resume from; written by one thread and read by another. */
    private volatile Path recorded;

    /**
     * Resumes from whatever there is.
     *
     * @param directory of all trials; made when first needed
     * @param attempt the number of this attempt, from 1
     */
    public Checkpoints(Path directory, long trialId, int attempt) {
        this(directory, trialId, attempt, file -> true);
    }

    /**
     * Resumes from what attempt {@code recordedAttempt} wrote up to {@code recordedStep} steps after
     * {@code recordedEpoch} and from nothing else: a checkpoint whose metrics nobody recorded, because its worker died
     * in between, would leave a hole in the curve.
     */
    public Checkpoints(Path directory, long trialId, int attempt, int recordedAttempt, int recordedEpoch,
            int recordedStep) {
        this(directory, trialId, attempt, file -> file.attempt == recordedAttempt
                && (file.epoch < recordedEpoch || file.epoch == recordedEpoch && file.step <= recordedStep));
    }

    private Checkpoints(Path directory, long trialId, int attempt, Predicate<CheckpointFile> resumable) {
        this.directory = directory.resolve("trial-" + trialId);
        this.attempt = attempt;
        this.resumable = resumable;
    }

    /** Of this trial; made when first needed. */
    public Path directory() {
        return directory;
    }

    /** Keeps this one, which the next attempt would resume from, however many are written after it. */
    public void recorded(Checkpoint checkpoint) {
        recorded = checkpoint.file();
    }

    /** Deletes the checkpoints of this attempt and those before it. */
    public void deleteAll() {
        files().forEach(file -> delete(file.path));
        try {
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            log.debug("{} stays: it is not only ours", directory, e);
        }
    }

    /** The newest resumable state that is whole and of this configuration; else skipped with a warning. */
    Optional<TrainingState> newest(String identity) {
        return finished().filter(resumable).map(file -> read(file.path, identity).map(state -> {
            recorded = file.path;
            return state;
        })).flatMap(Optional::stream).findFirst();
    }

    /**
     * Returns once the state is safe on disk, having removed all before it but one and the recorded one. Those of this
     * attempt's number that are further are of another database, or of what a restore has undone, and stay.
     *
     * @throws CheckpointWriteException if it cannot be written
     */
    Checkpoint write(String identity, TrainingState state) {
        String withinEpoch = state.step() == 0 ? "" : "-step-" + state.step();
        Path file = directory.resolve("attempt-%d-epoch-%d%s.ckpt".formatted(attempt, state.epoch(), withinEpoch));
        Path unfinished = directory.resolve(file.getFileName() + UNFINISHED);
        try {
            Files.createDirectories(directory);
            String sha256 = writeDurably(unfinished, identity, state);
            long bytes = Files.size(unfinished);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            sync(directory);
            finished().dropWhile(further -> !further.path.equals(file))
                    .skip(KEPT)
                    .filter(old -> !old.path.equals(recorded))
                    .forEach(old -> delete(old.path));
            return new Checkpoint(state.epoch(), state.step(), file, sha256, bytes);
        } catch (IOException e) {
            throw new CheckpointWriteException(file, e);
        }
    }

    private static String writeDurably(Path file, String identity, TrainingState state) throws IOException {
        MessageDigest ofContent = sha256();
        MessageDigest ofFile = sha256();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING);
                OutputStream whole = new DigestOutputStream(
                        new BufferedOutputStream(Channels.newOutputStream(channel)), ofFile);
                DataOutputStream content = new DataOutputStream(new DigestOutputStream(whole, ofContent))) {
            writeContent(content, identity, state);
            content.flush();
            whole.write(ofContent.digest());
            whole.flush();
            channel.force(true);
        }
        return HexFormat.of().formatHex(ofFile.digest());
    }

    private static void writeContent(DataOutputStream out, String identity, TrainingState state) throws IOException {
        out.writeInt(MAGIC);
        out.writeInt(VERSION);
        out.writeUTF(identity);
        out.writeInt(state.epoch());
        out.writeDouble(state.trainSeconds());
        writeNumbers(out, state.metrics());
        writeSums(out, state.sums());
        out.writeInt(state.vectors().size());
        for (var vector : state.vectors().entrySet()) {
            out.writeUTF(vector.getKey());
            out.writeInt(vector.getValue().length);
            out.write(littleEndian(vector.getValue()));
        }
    }

    private static void writeSums(DataOutputStream out, EpochSums sums) throws IOException {
        out.writeInt(sums.steps());
        out.writeDouble(sums.seconds());
        out.writeDouble(sums.loss());
        out.writeDouble(sums.gradientNorm());
        writeNumbers(out, sums.metrics());
    }

    private static void writeNumbers(DataOutputStream out, Map<String, Double> numbers) throws IOException {
        out.writeInt(numbers.size());
        for (var number : numbers.entrySet()) {
            out.writeUTF(number.getKey());
            out.writeDouble(number.getValue());
        }
    }

    private static Optional<TrainingState> read(Path file, String identity) {
        try {
            if (!isWhole(file)) {
                return skipped(file, "its checksum is wrong");
            }
            try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
                int magic = in.readInt();
                int version = in.readInt();
                if (magic != MAGIC || version != VERSION && version != VERSION_OF_EPOCHS) {
                    return skipped(file, "another version wrote it");
                }
                if (!in.readUTF().equals(identity)) {
                    return skipped(file, "it belongs to another configuration");
                }
                return Optional.of(readState(in, version));
            }
        } catch (IOException e) {
            return skipped(file, e.toString());
        }
    }

    private static boolean isWhole(Path file) throws IOException {
        long content = Files.size(file) - DIGEST_BYTES;
        MessageDigest digest = sha256();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            byte[] chunk = new byte[CHUNK];
            while (content > 0) {
                int read = in.readNBytes(chunk, 0, (int) Math.min(content, CHUNK));
                digest.update(chunk, 0, read);
                content -= read;
            }
            return content == 0 && Arrays.equals(digest.digest(), in.readAllBytes());
        }
    }

    private static TrainingState readState(DataInputStream in, int version) throws IOException {
        int epoch = in.readInt();
        double trainSeconds = in.readDouble();
        Map<String, Double> metrics = readNumbers(in);
        EpochSums sums = version == VERSION_OF_EPOCHS ? EpochSums.NONE : readSums(in);
        Map<String, float[]> vectors = new LinkedHashMap<>();
        for (int i = in.readInt(); i > 0; i--) {
            String name = in.readUTF();
            float[] vector = new float[in.readInt()];
            littleEndian(in.readNBytes(vector.length * Float.BYTES)).asFloatBuffer().get(vector);
            vectors.put(name, vector);
        }
        return new TrainingState(epoch, trainSeconds, metrics, sums, vectors);
    }

    private static EpochSums readSums(DataInputStream in) throws IOException {
        return new EpochSums(in.readInt(), in.readDouble(), in.readDouble(), in.readDouble(), readNumbers(in));
    }

    private static Map<String, Double> readNumbers(DataInputStream in) throws IOException {
        Map<String, Double> numbers = new LinkedHashMap<>();
        for (int i = in.readInt(); i > 0; i--) {
            numbers.put(in.readUTF(), in.readDouble());
        }
        return numbers;
    }

    private static Optional<TrainingState> skipped(Path file, String reason) {
        log.warn("Skipping checkpoint {}: {}", file, reason);
        return Optional.empty();
    }

    private record CheckpointFile(Path path, int attempt, int epoch, int step, boolean finished) {}

    private Stream<CheckpointFile> finished() {
        return files().stream().filter(CheckpointFile::finished);
    }

    /**
     * This attempt's and earlier ones', newest first. The attempt counts before the progress: a stale attempt may have
     * gone further, but nobody recorded its metrics.
     */
    private List<CheckpointFile> files() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.map(Checkpoints::parse)
                    .flatMap(Optional::stream)
                    .filter(file -> file.attempt <= attempt)
                    .sorted(Comparator.comparingInt(CheckpointFile::attempt)
                            .thenComparingInt(CheckpointFile::epoch)
                            .thenComparingInt(CheckpointFile::step)
                            .reversed())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + directory, e);
        }
    }

    private static Optional<CheckpointFile> parse(Path path) {
        Matcher name = NAME.matcher(path.getFileName().toString());
        return name.matches()
                ? Optional.of(new CheckpointFile(path, Integer.parseInt(name.group(1)),
                        Integer.parseInt(name.group(2)), name.group(3) == null ? 0 : Integer.parseInt(name.group(3)),
                        name.group(4) == null))
                : Optional.empty();
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.warn("Cannot delete checkpoint {}", file, e);
        }
    }

    /** Makes the renaming itself durable, where the platform can open directories. */
    private static void sync(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            log.debug("This platform cannot sync directories", e);
        }
    }

    static byte[] littleEndian(float[] values) {
        byte[] bytes = new byte[values.length * Float.BYTES];
        littleEndian(bytes).asFloatBuffer().put(values);
        return bytes;
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
