package org.flatsweep.cli;

import java.util.Map;
import me.tongfei.progressbar.ProgressBarStyle;

/** What the user's terminal can show. */
final class Terminal {

    private Terminal() {}

    /** Said by the launcher, as System.console() answers it differently from one Java version to the next. */
    static boolean isThere() {
        return Boolean.getBoolean("flatsweep.terminal");
    }

    static ProgressBarStyle barStyle() {
        return barStyle(System.getenv());
    }

    static boolean isColoured() {
        return isColoured(System.getenv());
    }

    /** Not where NO_COLOR (no-color.org) is set to anything. */
    private static boolean isColoured(Map<String, String> environment) {
        return environment.getOrDefault("NO_COLOR", "").isEmpty();
    }

    static ProgressBarStyle barStyle(Map<String, String> environment) {
        return isColoured(environment)
                ? ProgressBarStyle.COLORFUL_UNICODE_BLOCK
                : ProgressBarStyle.UNICODE_BLOCK;
    }
}
