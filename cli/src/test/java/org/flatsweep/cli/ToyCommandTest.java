package org.flatsweep.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ToyCommandTest {

    @TempDir
    private Path directory;

    @Test
    void writesTheFigureWhereItIsAskedAndPrintsItsTable() {
        PrintStream terminal = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, UTF_8));
        try {
            assertThat(new CommandLine(new ToyCommand()).execute("--out", directory.toString())).isZero();
        } finally {
            System.setOut(terminal);
        }

        assertThat(printed.toString(UTF_8)).contains("Wrote " + directory.resolve("figure-1.png"), "| A  L(θ) ");
        assertThat(directory.resolve("figure-1.svg")).isNotEmptyFile();
        assertThat(directory.resolve("figure-1.png")).isNotEmptyFile();
    }

    @Test
    void namesAPlaceThatCannotBeWrittenTo() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        ToyCommand command = CommandLine.populateCommand(new ToyCommand(), "--out", file.toString());

        assertThatExceptionOfType(WrongUsageException.class).isThrownBy(command::run).withMessage(
                "--out must be a directory that can be written to, not '%s': there is a file of that name", file);
    }
}
