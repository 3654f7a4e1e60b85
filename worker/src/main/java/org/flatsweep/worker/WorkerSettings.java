package org.flatsweep.worker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * What {@code FLATSWEEP_…} environment variables set.
 *
 * @param workerId unique among all workers; by default host, process and a random part
 * @param datasets directory of downloaded datasets
 * @param checkpoints directory of checkpoint files; workers that share it resume each other's trials
 * @param device {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:<index>}
 * @param threads CPU threads of the engine; all cores when not set
 * @param lease time after which a silent worker loses its trial
 * @param heartbeat interval between renewals of the lease
 * @param poll interval at which an idle worker looks for trials when no notification wakes it
 * @param keepCheckpoints how long the last checkpoints of a trial that failed or was cancelled stay, for a retry
 * @param heartbeatFile is touched for as long as the thread that renews leases runs; null for none
 * @param predecessor how the process that had this id before died, as its supervisor saw; null if none did
 */
@ConfigurationProperties("flatsweep")
record WorkerSettings(
        String workerId,
        Path datasets,
        Path checkpoints,
        String device,
        Integer threads,
        Duration lease,
        Duration heartbeat,
        Duration poll,
        Duration keepCheckpoints,
        Path heartbeatFile,
        String predecessor) {

    private static final int MAX_WORKER_ID = 200;

    WorkerSettings {
        if (workerId == null || workerId.isBlank()) {
            workerId = "%s-%d-%.8s".formatted(
                    Hostname.get(), ProcessHandle.current().pid(), UUID.randomUUID().toString());
        }
        if (threads == null) {
            threads = Runtime.getRuntime().availableProcessors();
        }
        require(workerId.length() <= MAX_WORKER_ID, "WORKER_ID", workerId, "at most 200 characters");
        require(threads >= 1, "THREADS", threads, "a whole number from 1");
        require(lease.toMillis() >= 1_000 && lease.toHours() <= 24, "LEASE", text(lease), "from 1s to 24h");
        require(heartbeat.toMillis() >= 100 && heartbeat.multipliedBy(3).compareTo(lease) <= 0,
                "HEARTBEAT", text(heartbeat), "from 100ms to a third of FLATSWEEP_LEASE (%s)".formatted(text(lease)));
        // A stop waits for it.
        require(poll.toMillis() >= 100 && poll.toSeconds() <= 10, "POLL", text(poll), "from 100ms to 10s");
        require(!keepCheckpoints.isNegative(), "KEEP_CHECKPOINTS", text(keepCheckpoints), "0s or more, such as 7d");
    }

    private static void require(boolean allowed, String variable, Object value, String what) {
        if (!allowed) {
            throw new IllegalArgumentException("FLATSWEEP_%s is %s; allowed: %s".formatted(variable, value, what));
        }
    }

    /** As the variables are written: 30s. */
    private static String text(Duration duration) {
        return DurationFormatterUtils.print(duration, DurationFormat.Style.SIMPLE,
                duration.toMillis() % 1_000 == 0 ? DurationFormat.Unit.SECONDS : DurationFormat.Unit.MILLIS);
    }
}
