package org.flatsweep.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jline.terminal.Size;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;
import tools.jackson.databind.JsonNode;

/** Shows a sweep on a terminal and redraws what has changed: how far it is, what is in training, the best so far. */
final class SweepScreen implements SweepDisplay {

    private static final int BAR = 30;
    private static final int SMALL_BAR = 10;
    /** Where the terminal does not say. */
    private static final Size USUAL = new Size(80, 24);

    private final org.jline.terminal.Terminal terminal;
    private final Display display;
    private final boolean coloured;
    private SweepSnapshot last;

    SweepScreen(org.jline.terminal.Terminal terminal, boolean coloured) {
        this.terminal = terminal;
        this.display = new Display(terminal, false);
        this.coloured = coloured;
    }

    @Override
    public SweepSummary show(ApiClient api, long sweep) {
        SweepSnapshot snapshot = SweepSnapshot.read(api, sweep);
        show(snapshot);
        return snapshot.summary();
    }

    void show(SweepSnapshot snapshot) {
        last = snapshot;
        draw(snapshot, "");
    }

    @Override
    public void showReconnecting() {
        draw(last, Wording.RECONNECTING);
    }

    private void draw(SweepSnapshot snapshot, String warning) {
        Size size = terminal.getWidth() > 0 && terminal.getHeight() > 0 ? terminal.getSize() : USUAL;
        List<AttributedString> head = head(snapshot, warning);
        List<AttributedString> best = plain(SweepSheet.best(snapshot.overview().path("best")));
        // The cursor stands below; what is in training gives way to the rest.
        int room = Math.max(1, size.getRows() - 1 - head.size() - best.size());
        List<AttributedString> lines = new ArrayList<>(head);
        lines.addAll(running(snapshot, room));
        lines.addAll(best);
        display.resize(size.getRows(), size.getColumns());
        display.update(
                lines.stream()
                        .limit(size.getRows() - 1L)
                        // What stands in the last column makes some terminals begin a new line.
                        .map(line -> line.columnSubSequence(0, size.getColumns() - 1))
                        .toList(),
                size.cursorPos(Math.min(lines.size(), size.getRows() - 1) - 1, 0));
    }

    private List<AttributedString> head(SweepSnapshot snapshot, String warning) {
        SweepSummary sweep = snapshot.summary();
        List<AttributedString> lines = new ArrayList<>();
        lines.add(styled("Sweep %d, %s: %s".formatted(sweep.id(), Wording.oneLine(sweep.name()), sweep.state()),
                AttributedStyle.BOLD));
        lines.add(styled("%s %3d %%  %d of %d trials ended, %s".formatted(bar(sweep.ended(), sweep.total(), BAR),
                100 * sweep.ended() / sweep.total(), sweep.ended(), sweep.total(), sweep.remark()),
                AttributedStyle.DEFAULT.foreground(sweep.failed() > 0 ? AttributedStyle.RED : AttributedStyle.GREEN)));
        if (!warning.isEmpty()) {
            lines.add(styled(warning, AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW)));
        } else if (!sweep.isOver()) {
            lines.add(new AttributedString(pace(snapshot.overview())));
        }
        lines.add(AttributedString.EMPTY);
        return lines;
    }

    private static String pace(JsonNode overview) {
        String pace = overview.path("trials_per_hour").isNumber()
                ? String.format(Locale.ROOT, "%.1f trials an hour", overview.required("trials_per_hour").asDouble())
                : "no pace yet";
        return overview.path("estimated_end").isString()
                ? pace + ", may end at " + Wording.time(overview.required("estimated_end"))
                : pace;
    }

    /** @param room lines to fill, with an empty one at the end */
    private static List<AttributedString> running(SweepSnapshot snapshot, int room) {
        if (snapshot.running().isEmpty()) {
            return List.of();
        }
        TextTable table = new TextTable("TRIAL", "METHOD", "SEED", "EPOCH", "WORKER", "WITH");
        int shown = Math.max(0, Math.min(snapshot.running().size(), room - 3));
        for (int i = 0; i < shown; i++) {
            JsonNode trial = snapshot.running().get(i);
            int epoch = trial.path("epoch").asInt();
            int epochs = trial.path("epochs").asInt();
            table.add(trial.path("id").asLong(), trial.path("method").asString(), trial.path("seed").asLong(),
                    "%s %d/%d".formatted(bar(epoch, epochs, SMALL_BAR), epoch, epochs),
                    Wording.value(trial.path("worker_id")), snapshot.place(trial));
        }
        List<AttributedString> lines = new ArrayList<>(plain(table.toString()));
        int more = snapshot.summary().running() - shown;
        if (more > 0) {
            lines.add(new AttributedString("… and " + more + " more"));
        }
        lines.add(AttributedString.EMPTY);
        return lines;
    }

    private static String bar(int done, int total, int width) {
        int filled = total == 0 ? 0 : (int) ((long) width * done / total);
        return "█".repeat(filled) + "░".repeat(width - filled);
    }

    private AttributedString styled(String text, AttributedStyle style) {
        return coloured ? new AttributedString(text, style) : new AttributedString(text);
    }

    private static List<AttributedString> plain(String text) {
        return text.lines().map(AttributedString::new).toList();
    }

    @Override
    public void close() {
        try {
            terminal.writer().println();
            terminal.flush();
            terminal.close();
        } catch (IOException e) {
            throw new CommandFailedException("cannot leave this terminal: " + e.getMessage(), e);
        }
    }
}
