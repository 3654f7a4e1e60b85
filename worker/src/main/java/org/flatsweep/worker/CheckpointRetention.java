package org.flatsweep.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/**
 * Deletes the checkpoints of trials that have been final for some time and that nobody has written to meanwhile: of
 * those that failed or were cancelled and may be tried again, and what else was left. Workers run it between trials, each
 * on the directory that it sees.
 */
@Component
class CheckpointRetention {

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointRetention.class);
    private static final Pattern OF_TRIAL = Pattern.compile("trial-(\\d{1,18})");
    private static final Duration INTERVAL = Duration.ofHours(1);

    /** By the database's clock: that of this machine may be days ahead of the one that touches the files. */
    private static final String FINAL = """
            select id from trial
            where id = any (:ids) and now() - finished_at > :keep * interval '1 millisecond'""";

    private final JdbcClient database;
    private final WorkerSettings settings;
    private Instant next = Instant.MIN;

    CheckpointRetention(JdbcClient database, WorkerSettings settings) {
        this.database = database;
        this.settings = settings;
    }

    /** Does nothing if it has been called within the last hour. */
    void run() {
        if (Instant.now().isBefore(next)) {
            return;
        }
        next = Instant.now().plus(INTERVAL);
        Map<Long, Path> directories = untouched();
        if (directories.isEmpty()) {
            return;
        }
        List<Long> ended = database.sql(FINAL)
                .param("ids", directories.keySet().toArray(Long[]::new))
                .param("keep", settings.keepCheckpoints().toMillis())
                .query(Long.class)
                .list();
        ended.forEach(trial -> delete(directories.get(trial)));
    }

    /** Another database's trial of the same id may keep its checkpoints here too, but while it runs it writes them. */
    private Map<Long, Path> untouched() {
        Map<Long, Path> directories = new TreeMap<>();
        if (!Files.isDirectory(settings.checkpoints())) {
            return directories;
        }
        try (Stream<Path> all = Files.list(settings.checkpoints())) {
            all.forEach(directory -> {
                Matcher name = OF_TRIAL.matcher(directory.getFileName().toString());
                if (name.matches() && isUntouched(directory)) {
                    directories.put(Long.parseLong(name.group(1)), directory);
                }
            });
            return directories;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + settings.checkpoints(), e);
        }
    }

    private boolean isUntouched(Path directory) {
        try {
            Instant touched = Files.getLastModifiedTime(directory).toInstant();
            return touched.plus(settings.keepCheckpoints()).isBefore(Instant.now());
        } catch (IOException e) {
            return false;
        }
    }

    private static void delete(Path directory) {
        try {
            FileSystemUtils.deleteRecursively(directory);
            LOG.info("deleted {}, whose trial is final", directory);
        } catch (IOException e) {
            LOG.warn("{} remains: {}", directory, e.getMessage());
        }
    }
}
