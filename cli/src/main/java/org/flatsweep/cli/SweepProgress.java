package org.flatsweep.cli;

import java.time.Duration;

/** Follows a sweep to its end, also over restarts of the API, and shows it and then its table. */
final class SweepProgress {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final ApiClient api;
    private final long sweep;
    private final Runnable check;

    SweepProgress(ApiClient api, long sweep) {
        this(api, sweep, () -> {});
    }

    /** @param check asked again and again; what it throws ends the watch */
    SweepProgress(ApiClient api, long sweep, Runnable check) {
        this.api = api;
        this.sweep = sweep;
        this.check = check;
    }

    /** @return the exit code: 0 if every trial succeeded, else 1 */
    int showUntilOver() {
        SweepSummary end;
        try (SweepDisplay display = SweepDisplay.open()) {
            end = show(display, INTERVAL);
        }
        if (!end.hasSucceeded()) {
            System.out.printf("%s: %s%n", end.counts(), api.pageOf(sweep));
        }
        System.out.println();
        System.out.println(api.table(sweep, "markdown").stripTrailing());
        return end.hasSucceeded() ? ExitCode.SUCCESS : ExitCode.FAILED;
    }

    /** @param interval between two looks */
    SweepSummary show(SweepDisplay display, Duration interval) {
        // An API that never answered is the user's to find.
        SweepSummary seen = display.show(api, sweep);
        while (!seen.isOver()) {
            check.run();
            Pause.of(interval);
            try {
                seen = display.show(api, sweep);
            } catch (ServerUnreachableException e) {
                display.showReconnecting();
            }
        }
        return seen;
    }
}
