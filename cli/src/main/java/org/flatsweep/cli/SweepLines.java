package org.flatsweep.cli;

import java.io.PrintStream;

/** Shows a sweep where there is no terminal: a line for each twentieth of it that ends, and for what matters. */
final class SweepLines implements SweepDisplay {

    private static final int STEPS = 20;

    private final PrintStream out;
    private Remarkable shown = new Remarkable("", 0, false);
    private boolean reconnecting;

    SweepLines(PrintStream out) {
        this.out = out;
    }

    /** What is worth a line when it changes. */
    private record Remarkable(String state, int twentieths, boolean hasFailures) {

        private static Remarkable of(SweepSummary sweep) {
            return new Remarkable(sweep.state(), STEPS * sweep.ended() / sweep.total(), sweep.failed() > 0);
        }
    }

    @Override
    public SweepSummary show(ApiClient api, long id) {
        SweepSummary sweep = SweepSummary.of(api.read("sweeps/" + id));
        Remarkable now = Remarkable.of(sweep);
        if (!now.equals(shown) || reconnecting) {
            out.printf("%s, %s: %d of %d trials ended, %s%n", Wording.oneLine(sweep.name()), sweep.state(),
                    sweep.ended(), sweep.total(), sweep.remark());
        }
        shown = now;
        reconnecting = false;
        return sweep;
    }

    @Override
    public void showReconnecting() {
        if (!reconnecting) {
            out.println(Wording.RECONNECTING);
        }
        reconnecting = true;
    }

    @Override
    public void close() {}
}
