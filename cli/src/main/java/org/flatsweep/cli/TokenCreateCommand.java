package org.flatsweep.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

@Command(name = "create", description = "Make a token and print it, this once.")
final class TokenCreateCommand implements Runnable {

    enum Scope {
        read,
        submit,
        admin
    }

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Mixin
    private ServerOption server;

    @Mixin
    private OutputOption output;

    @Parameters(
            paramLabel = "NAME",
            converter = TokenName.class,
            description = "Of whom or what will use it: letters, digits, '.', '-' and '_'.")
    private String name;

    @Option(
            names = "--scope",
            required = true,
            description = "${COMPLETION-CANDIDATES}: look; submit and control sweeps too; manage tokens too.")
    private Scope scope;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            converter = Lifetime.class,
            description = "How long it is good, such as 90d or 12h (default: until it is revoked).")
    private Optional<Duration> lifetime;

    @Override
    public void run() {
        output.print(server.client().createToken(name, scope.name(), lifetime.map(Instant.now()::plus)),
                issued -> IssuedToken.of(issued).print(spec.commandLine().getErr()));
    }

    /** Days, hours and so on as ISO 8601 has them, but for its capitals. */
    static final class Lifetime implements ITypeConverter<Duration> {

        /** Far beyond it there are no dates any more. */
        private static final Duration LONGEST = Duration.ofDays(36_500);

        @Override
        public Duration convert(String text) {
            try {
                Duration lifetime =
                        Duration.parse("P" + (text.endsWith("d") ? "" : "T") + text.toUpperCase(Locale.ROOT));
                if (lifetime.isNegative() || lifetime.isZero() || lifetime.compareTo(LONGEST) > 0) {
                    throw new TypeConversionException("'%s' is not from 1s to %dd".formatted(text, LONGEST.toDays()));
                }
                return lifetime;
            } catch (DateTimeParseException e) {
                throw new TypeConversionException("'%s' is no time such as 90d or 12h".formatted(text));
            }
        }
    }
}
