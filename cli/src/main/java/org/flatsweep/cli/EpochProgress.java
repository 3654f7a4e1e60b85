package org.flatsweep.cli;

import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** How far a training has come: a bar on a terminal, a line for each epoch elsewhere. */
record EpochProgress(int epochs, Optional<ProgressBar> bar) implements AutoCloseable {

    static EpochProgress of(int epochs) {
        return new EpochProgress(epochs, Terminal.isThere()
                ? Optional.of(new ProgressBarBuilder()
                        .setTaskName("training")
                        .setInitialMax(epochs)
                        .setUnit(" epochs", 1)
                        .setStyle(Terminal.barStyle())
                        .build())
                : Optional.empty());
    }

    /** @param epoch completed so many */
    void show(int epoch, double trainLoss) {
        String loss = String.format(Locale.ROOT, "training loss %.4f", trainLoss);
        bar.ifPresentOrElse(
                terminal -> terminal.stepTo(epoch).setExtraMessage(loss),
                () -> System.out.printf("epoch %d of %d, %s%n", epoch, epochs, loss));
    }

    @Override
    public void close() {
        bar.ifPresent(ProgressBar::close);
    }
}
