package org.flatsweep.worker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.springframework.boot.context.properties.ConfigurationProperties;

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
        Duration poll) {

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
        require(device.matches("auto|cpu|cuda(:\\d{1,3})?"), "DEVICE", device, "auto, cpu, cuda or cuda:<index>");
        require(threads >= 1, "THREADS", threads, "a whole number from 1");
        require(lease.toMillis() >= 1_000 && lease.toHours() <= 24, "LEASE", lease, "from 1s to 24h");
        require(heartbeat.toMillis() >= 100 && heartbeat.multipliedBy(3).compareTo(lease) <= 0,
                "HEARTBEAT", heartbeat, "from 100ms to a third of FLATSWEEP_LEASE, which is " + lease);
        require(poll.toMillis() >= 100 && poll.toMinutes() <= 60, "POLL", poll, "from 100ms to 60m");
    }

    private static void require(boolean allowed, String variable, Object value, String what) {
        if (!allowed) {
            throw new IllegalArgumentException("FLATSWEEP_%s is %s; allowed: %s".formatted(variable, value, what));
        }
    }
}
