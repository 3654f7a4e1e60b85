package org.flatsweep.cli;

import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.flatsweep.cli.ApiClient.Progress;

/** Follows a sweep on the terminal: a bar where there is one, a line for each change elsewhere. */
final class SweepProgress {

    private static final Duration INTERVAL = Duration.ofMillis(500);

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
        Progress progress = Terminal.isThere() ? bar() : lines();
        if (progress.succeeded() == progress.total()) {
            return 0;
        }
        System.out.printf("%d of %d trials succeeded, %d failed, %d were cancelled: %s%n",
                progress.succeeded(), progress.total(), progress.failed(), progress.cancelled(), api.pageOf(sweep));
        return 1;
    }

    private Progress bar() {
        Progress progress = api.progress(sweep);
        try (ProgressBar bar = new ProgressBarBuilder()
                .setTaskName(progress.name())
                .setInitialMax(progress.total())
                .setUnit(" trials", 1)
                .setStyle(Terminal.barStyle())
                .build()) {
            while (true) {
                bar.stepTo(progress.ended());
                bar.setExtraMessage(remark(progress));
                if (progress.isOver()) {
                    return progress;
                }
                pause();
                progress = api.progress(sweep);
            }
        }
    }

    private Progress lines() {
        String shown = "";
        while (true) {
            Progress progress = api.progress(sweep);
            String line = "%s: %d of %d trials ended, %s".formatted(
                    progress.name(), progress.ended(), progress.total(), remark(progress));
            if (!line.equals(shown)) {
                System.out.println(line);
                shown = line;
            }
            if (progress.isOver()) {
                return progress;
            }
            pause();
        }
    }

    private static String remark(Progress progress) {
        return progress.running() + " running" + (progress.failed() > 0 ? ", " + progress.failed() + " failed" : "");
    }

    private void pause() {
        check.run();
        Pause.of(INTERVAL);
    }
}
