package org.flatsweep.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "submit",
        description = "Submit a sweep definition, in JSON where the name of its file ends so, else in YAML.")
final class SubmitCommand implements Callable<Integer> {

    @Mixin
    private ServerOption server;

    @Mixin
    private OutputOption output;

    @Parameters(paramLabel = "FILE", description = "The definition; - reads standard input as YAML.")
    private Path file;

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            description = "Submitting again with the same key gives the first sweep instead of a second one.")
    private Optional<String> idempotencyKey;

    @Option(
            names = "--dry-run",
            description = "Say what it would make, and the device time it may take, and submit nothing.")
    private boolean dryRun;

    @Option(names = "--watch", description = "Show its progress until it ends, then its table.")
    private boolean watch;

    @Override
    public Integer call() {
        ApiClient api = server.client();
        if (dryRun) {
            output.print(api.preview(definition(), contentType(file)),
                    preview -> System.out.print(new SweepPreview(preview).describe()));
            return ExitCode.SUCCESS;
        }
        var submitted = api.submit(definition(), contentType(file), idempotencyKey);
        // The first of the events is the sweep.
        if (!(watch && output.isJson())) {
            output.print(submitted.answer(), sweep -> System.out.printf("%s %d with %d trials: %s%n",
                    submitted.isNew() ? "Sweep" : "Already submitted as sweep", submitted.id(), submitted.trials(),
                    api.pageOf(submitted.id())));
        }
        return watch ? WatchCommand.watch(api, submitted.id(), output) : ExitCode.SUCCESS;
    }

    private String definition() {
        try {
            return file.toString().equals("-")
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new WrongUsageException("there is no file '%s'".formatted(file));
        } catch (CharacterCodingException e) {
            throw new WrongUsageException("'%s' holds no text in UTF-8".formatted(file));
        } catch (IOException e) {
            throw new WrongUsageException("cannot read '%s': %s".formatted(file, Wording.reason(e)));
        }
    }

    static String contentType(Path file) {
        return file.toString().endsWith(".json") ? "application/json" : "application/yaml";
    }
}
