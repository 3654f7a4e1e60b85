package org.flatsweep.cli;

import java.io.IOException;
import org.jline.terminal.TerminalBuilder;

/** Where a watched sweep is shown. */
interface SweepDisplay extends AutoCloseable {

    /** The user's terminal, where it can be redrawn, else lines. */
    static SweepDisplay open() {
        if (!Terminal.isThere()) {
            return new SweepLines(System.out);
        }
        try {
            org.jline.terminal.Terminal terminal = TerminalBuilder.builder().system(true).dumb(true).build();
            return terminal.getType().startsWith("dumb")
                    ? new SweepLines(System.out)
                    : new SweepScreen(terminal, Terminal.isColoured());
        } catch (IOException e) {
            throw new CommandFailedException("cannot use this terminal: " + e.getMessage(), e);
        }
    }

    /** Asks the API for what is shown here, and shows it. */
    SweepSummary show(ApiClient api, long sweep);

    /** The API does not answer; it is asked again and again. */
    void showReconnecting();

    /** What was shown last stays. */
    @Override
    void close();
}
