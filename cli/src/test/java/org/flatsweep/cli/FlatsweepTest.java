package org.flatsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import me.tongfei.progressbar.ProgressBarStyle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class FlatsweepTest {

    @Test
    void namesItsExitCodes() {
        assertThat(StubApi.execute("--help").out())
                .containsSubsequence("Exit codes:", "0   done", "1   failed", "2   the command line", "3   the API");
    }

    @Test
    void namesTheVersionThatIsBuilt() throws IOException {
        String built = Files.readString(Path.of("..", "pom.xml"))
                .replaceFirst("(?s).*?<artifactId>flatsweep</artifactId>\\s*<version>(.+?)(-SNAPSHOT)?<.*", "$1");

        assertThat(StubApi.execute("--version").out()).startsWith("Flatsweep " + built + System.lineSeparator());
    }

    @Test
    void endsWith2OnAWrongCommandLine() {
        assertThat(StubApi.execute("show", "eight").exitCode()).isEqualTo(2);
        assertThat(StubApi.execute("ls", "--server", "somewhere").exitCode()).isEqualTo(2);
        assertThat(StubApi.execute("export", "8", "trials", "--out", "t.xlsx").exitCode()).isEqualTo(2);
        assertThat(StubApi.execute("data", "fetch", "imagenet").exitCode()).isEqualTo(2);
    }

    /** Each on an API that would answer everything, or nobody would know who refused. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            ls --limit 0                                    | --limit must be from 1 to 200, not 0
            ls --limit 201                                  | --limit must be from 1 to 200, not 201
            priority 8 5000                                 | PRIORITY must be from -1000 to 1000, not 5000
            priority 8 -1001                                | PRIORITY must be from -1000 to 1000, not -1001
            figure 8 mona-lisa                              | there is no figure 'mona-lisa'; there are accuracy-against-rho, rho
            figure 8 learning-curves --from-epoch 0         | --from-epoch must be at least 1, not 0
            figure 8 sharpness-against-error --measure none | expected one of [sharpness_step, sharpness_max
            results 8 --published 5                         | --published must be from 3 to 4, not 5
            token create ../x --scope read                  | '../x' is not 1 to 100 letters, digits, '.', '-' or '_'
            token rotate ../x                               | '../x' is not 1 to 100 letters, digits, '.', '-' or '_'
            token revoke ../x                               | '../x' is not 1 to 100 letters, digits, '.', '-' or '_'
            token create x --scope read --expires -5d       | '-5d' is not from 1s to 36500d
            token create x --scope read --expires 0h        | '0h' is not from 1s to 36500d
            token create x --scope read --expires 9999999d  | '9999999d' is not from 1s to 36500d
            ls --token-file /nonexist                       | --token-file must be a file that can be read, not '/none
            ls --token-file pom.xml                         | FLATSWEEP_TOKEN or the file of --token-file must hold one
            submit none.yaml                                | there is no file 'none.yaml'
            submit src                                      | cannot read 'src': Is a directory
            import none.zip                                 | cannot read 'none.zip': there is no such file
            import src                                      | cannot read 'src': Is a directory
            reproduce none.json                             | 'none.json' is neither a trial's id nor a file
            reproduce pom.xml                               | 'pom.xml' holds no answer of GET /api/v1/trials/{id}
            export 8 trials --out none/t.csv                | cannot write 'none/t.csv': there is no such file
            export 8 trials --out src --format csv          | cannot write 'src': it is a directory
            archive 8 --out none/a.zip                      | cannot write 'none/a.zip': there is no such file
            show abc                                        | (ID): 'abc' is not a whole number
            show 99999999999999999999                       | (ID): '99999999999999999999' is too large
            ls --limit 2.5                                  | '--limit': '2.5' is not a whole number
            ls --before abc                                 | '--before': 'abc' is not a whole number
            """)
    void refusesWhatNoApiWouldTakeBeforeItAsksOne(String commandLine, String message) throws IOException {
        try (StubApi api = new StubApi()) {
            var outcome = api.run(commandLine.split(" "));
            assertThat(outcome.err()).contains(message);
            assertThat(outcome.exitCode()).isEqualTo(2);
            assertThat(api.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "up --data-dir /dev/null --port 0, --port must be from 1 to 65535",
        "up --data-dir /dev/null --port 99999, --port must be from 1 to 65535",
        "toy --rho 99, --rho must be from 0.5 to 20",
        "toy --rho -1, '--rho must be from 0.5 to 20, not -1.0'",
        "toy --rho abc, '''--rho'': ''abc'' is not a number'",
        "toy --out /proc/x, '--out must be a directory that can be written to, not \'\'/proc/x\'\''",
        "data fetch mnist --datasets /proc/x, '--datasets must be a directory that can be written to, not'"})
    void refusesWhatItCouldNotDo(String commandLine, String message) {
        var outcome = StubApi.execute(commandLine.split(" "));
        assertThat(outcome.err()).contains(message);
        assertThat(outcome.exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "http://a b", "somewhere", "ftp://somewhere", "http://", "http://a?b=c", "http://a/#/sweeps/1"})
    void saysWhatAnAddressMustBeLike(String address) {
        var server = StubApi.execute("ls", "--server", address);
        assertThat(server.err()).isEqualToIgnoringNewLines(
                "flatsweep: --server or FLATSWEEP_SERVER must be like http://host:port, not '%s'".formatted(address));
        assertThat(server.exitCode()).isEqualTo(2);

        var mirror = StubApi.execute("data", "fetch", "mnist", "--from", address);
        assertThat(mirror.err()).isEqualToIgnoringNewLines(
                "flatsweep: --from must be like https://host/directory, not '%s'".formatted(address));
        assertThat(mirror.exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ls     | FLATSWEEP_SERVER | http://a b   | --server or FLATSWEEP_SERVER must be like http://host:port, not
            ls     | FLATSWEEP_TOKEN  | no token     | FLATSWEEP_TOKEN or the file of --token-file must hold one token
            worker | DATABASE_URL     | ''           | DATABASE_URL is not set; set it to the database of the sweeps, or
            worker | DATABASE_URL     | mysql://a/b  | DATABASE_URL must be postgresql://user:password@host:port
            up     | DATABASE_URL     | mysql://a/b  | DATABASE_URL must be postgresql://user:password@host:port
            """)
    void saysWhatIsWrongInTheEnvironment(String command, String variable, String value, String message)
            throws Exception {
        ProcessBuilder flatsweep = new ProcessBuilder(ChildProcess.javaExecutable(),
                "-cp", System.getProperty("java.class.path"), Flatsweep.class.getName(), command);
        // Of which Java itself says that it picked them up.
        flatsweep.environment().keySet().removeAll(Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        flatsweep.environment().put(variable, value);
        Process process = flatsweep.start();

        assertThat(process.errorReader().lines()).singleElement().asString().startsWith("flatsweep: " + message)
                .doesNotContain("no token");
        assertThat(process.waitFor()).isEqualTo(2);
    }

    @Test
    void saysWhatIsWrongWithACommandLineInAFewLines() {
        String err = StubApi.execute("show", "eight").err();
        assertThat(err).startsWith("flatsweep: Invalid value for positional parameter")
                .containsSubsequence("Usage: flatsweep show", "flatsweep show --help says more.");
        assertThat(err.lines()).hasSizeLessThan(6);

        assertThat(StubApi.execute("shwo", "8").err()).contains("Did you mean: flatsweep show")
                .doesNotContain("Usage:");
    }

    @Test
    void listsTheCommandsWhereOneIsMissing() {
        assertThat(StubApi.execute().err()).startsWith("flatsweep: which command?").contains("watch ", "doctor ");
        assertThat(StubApi.execute("token").err()).startsWith("flatsweep: create, ls, rotate or revoke?")
                .contains("revoke  ");
    }

    @Test
    void doesNotSayThatWhatHasSucceededIsQueuedAgain() throws IOException {
        try (StubApi api = new StubApi().on("POST /api/v1/sweeps/8/retry", "{\"id\": 8}")) {
            assertThat(api.run("retry", "8").out()).isEqualToIgnoringNewLines(
                    "Sweep 8 is queued again, as far as it had failed or was cancelled.");
        }
    }

    @Test
    void fetchesNothingThatIsAlwaysHere() {
        var outcome = StubApi.execute("data", "fetch", "digits");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).isEqualToIgnoringNewLines("digits is always here, without files.");
    }

    @Test
    void endsWith3WhereNobodyAnswers() throws IOException {
        var outcome = StubApi.execute("ls", "--server", "http://127.0.0.1:" + freePort());
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.err()).hasLineCount(1).startsWith("flatsweep: no answer from the API at");
    }

    @Test
    void showsAStackTraceOnlyWhereItIsAskedTo() throws IOException {
        try (StubApi api = new StubApi().on("GET /api/v1/workers", "{}")) {
            var plain = api.run("workers");
            assertThat(plain.err()).hasLineCount(1);
            assertThat(api.run("workers", "--debug").err()).contains("\tat org.flatsweep.cli.WorkersCommand");
        }
    }

    @Test
    void takesAMistakeOfItsOwnForNoneOfTheUsers() {
        StringWriter err = new StringWriter();
        CommandLine flatsweep = Flatsweep.commandLine().addSubcommand(new Broken()).setErr(new PrintWriter(err, true));

        assertThat(flatsweep.execute("broken")).isEqualTo(1);
        assertThat(err.toString()).startsWith("flatsweep: unexpected: java.lang.IllegalArgumentException: of ours")
                .contains("--debug").doesNotContain("\tat ");
    }

    @CommandLine.Command(name = "broken")
    private static final class Broken implements Runnable {

        @Override
        public void run() {
            throw new IllegalArgumentException("of ours");
        }
    }

    @Test
    void resultsAreJsonByTheSameOptionAsTheRest() throws IOException {
        try (StubApi api = new StubApi().on("GET /api/v1/sweeps/7/table?format=json", "{\"rows\": []}")) {
            assertThat(api.run("results", "7", "--output", "json").out()).isEqualToIgnoringNewLines("{\"rows\": []}");
        }
    }

    @Test
    void drawsBarsWithoutColoursWhereTheyAreNotWanted() {
        assertThat(Terminal.barStyle(Map.of("NO_COLOR", "1"))).isSameAs(ProgressBarStyle.UNICODE_BLOCK);
        assertThat(Terminal.barStyle(Map.of())).isSameAs(ProgressBarStyle.COLORFUL_UNICODE_BLOCK);
        // As no-color.org has it.
        assertThat(Terminal.barStyle(Map.of("NO_COLOR", ""))).isSameAs(ProgressBarStyle.COLORFUL_UNICODE_BLOCK);
    }

    @Test
    void completesEveryCommand() {
        String script = StubApi.execute("completion").out();
        assertThat(Flatsweep.commandLine().getSubcommands().keySet())
                .allSatisfy(command -> assertThat(script).contains("_picocli_flatsweep_" + command + "()"));
    }

    @Test
    void itsReferenceHasARowForEachCommandWithAllOptions() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("../docs/command-line.md"))
                .stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
        List<CommandLine> commands = commands(Flatsweep.commandLine()).toList();

        assertThat(rows).extracting(row -> row.split("`")[1].replaceFirst(" [\\[A-Z].*", ""))
                .containsExactlyInAnyOrderElementsOf(commands.stream().map(FlatsweepTest::name).toList());
        assertThat(commands).allSatisfy(command -> {
            String row = rows.stream().filter(r -> r.matches("\\| `%s[ `].*".formatted(name(command)))).findFirst()
                    .orElseThrow();
            assertThat(options(command)).allSatisfy(option -> assertThat(row).contains("`" + option + "`"));
        });
    }

    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName().replaceFirst("flatsweep ", "");
    }

    /** Those that do something. */
    private static Stream<CommandLine> commands(CommandLine command) {
        Map<String, CommandLine> subcommands = command.getSubcommands();
        return subcommands.isEmpty()
                ? Stream.of(command)
                : subcommands.values().stream().flatMap(FlatsweepTest::commands);
    }

    /** But for those that all have. */
    private static List<String> options(CommandLine command) {
        return command.getCommandSpec().options().stream()
                .map(CommandLine.Model.OptionSpec::longestName)
                .filter(option -> !List.of("--help", "--version", "--debug", "--server", "--token-file")
                        .contains(option))
                .toList();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
