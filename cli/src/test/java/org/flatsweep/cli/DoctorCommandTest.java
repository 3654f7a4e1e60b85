package org.flatsweep.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.flatsweep.database.DatabaseAddress;
import org.flatsweep.database.EmbeddedDatabase;
import org.flatsweep.domain.TrialConfig;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

class DoctorCommandTest {

    private static final Finding GOOD = Finding.good("Java", "17");

    @TempDir
    private Path directory;

    @Test
    void failsOnlyForWhatKeepsFlatsweepFromWorking() {
        Finding remark = Finding.remark("API", "nobody answers", "./flatsweep up starts it");
        assertThat(examine("text", GOOD, remark)).isEqualTo("0 " + GOOD.describe() + remark.describe()
                + "\nNothing keeps Flatsweep from working here.\n");
        Finding full = Finding.obstacle("Data", "full", "make room");
        assertThat(examine("text", full, GOOD)).isEqualTo("1 " + full.describe() + GOOD.describe()
                + "\n1 problem to solve first.\n");
    }

    @Test
    void givesScriptsWhatItFindsInOneDocument() {
        assertThat(examine("json", GOOD, Finding.obstacle("Data", "full", "make room"))).isEqualToIgnoringNewLines("""
                1 {"findings":[\
                {"severity":"good","subject":"Java","found":"17","advice":""},\
                {"severity":"obstacle","subject":"Data","found":"full","advice":"make room"}]}""");
    }

    /** @return the exit code, and what it prints */
    private static String examine(String output, Finding... findings) {
        OutputOption option = new OutputOption();
        CommandLine.populateCommand(option, "--output", output);
        PrintStream terminal = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, UTF_8));
        try {
            List<Supplier<Finding>> checks = Stream.of(findings).<Supplier<Finding>>map(found -> () -> found).toList();
            return DoctorCommand.examine(checks, option) + " " + printed.toString(UTF_8);
        } finally {
            System.setOut(terminal);
        }
    }

    @Test
    void saysWhatToDo() {
        assertThat(Finding.obstacle("Data", "full", "make room").describe().lines())
                .containsExactly("PROBLEM  Data       full", " ".repeat(20) + "→ make room");
        assertThat(GOOD.describe().lines()).containsExactly("ok       Java       17");
    }

    @Test
    void wantsJava17() {
        assertThat(MachineCheck.java(Runtime.Version.parse("11.0.2")).isObstacle()).isTrue();
        assertThat(MachineCheck.java(Runtime.Version.parse("17")).isObstacle()).isFalse();
    }

    @Test
    void wantsSomeDisk() {
        assertThat(MachineCheck.space(directory, 1_000_000).isObstacle()).isTrue();
        assertThat(MachineCheck.space(directory, 5L << 30).severity()).isEqualTo(Finding.Severity.REMARK);
        assertThat(MachineCheck.space(directory, 50L << 30).severity()).isEqualTo(Finding.Severity.GOOD);
    }

    @Test
    void looksAtTheDiskOfADirectoryYetToBeMade() throws IOException {
        assertThat(MachineCheck.disk(directory.resolve("a/b")).found()).endsWith(directory.resolve("a/b").toString());
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThat(MachineCheck.disk(file.resolve("b")).isObstacle()).isTrue();
    }

    @Test
    void namesTheDatasetsThatAreNotHere() throws IOException {
        Files.createDirectories(directory.resolve("cifar-100-binary"));
        Files.createFile(directory.resolve("cifar-100-binary/train.bin"));
        Files.createFile(directory.resolve("cifar-100-binary/test.bin"));

        assertThat(MachineCheck.datasets(directory)).isEqualTo(Finding.remark("Datasets",
                "cifar100, digits, synthetic; not in %s: cifar10, fashion_mnist, mnist".formatted(directory),
                "./flatsweep data fetch cifar10 gets one; its trials wait for a worker that has it"));
    }

    @Test
    void needsNoDatabaseOfTheUsers() {
        assertThat(DatabaseCheck.of(Map.of()).isObstacle()).isFalse();
    }

    @Test
    void saysWhyADatabaseCannotBeReachedButNotItsPassword() {
        Finding finding = DatabaseCheck.of(Map.of("DATABASE_URL", "postgresql://u:secret@127.0.0.1:1/x"));
        assertThat(finding.isObstacle()).isTrue();
        assertThat(finding.describe()).contains("postgresql://u@127.0.0.1:1/x", "refused").doesNotContain("secret");
        assertThat(DatabaseCheck.of(Map.of("DATABASE_URL", "mysql://x")).isObstacle()).isTrue();
    }

    @Test
    void comparesTheSchemaWithItsOwn() {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory)) {
            DatabaseAddress address = database.address();
            Map<String, String> environment = Map.of("DATABASE_URL", address.url());
            var flyway = Flyway.configure().dataSource(address.jdbcUrl(), address.user(), address.password());

            flyway.target("8").load().migrate();
            assertThat(DatabaseCheck.of(environment)).satisfies(older -> {
                assertThat(older.severity()).isEqualTo(Finding.Severity.REMARK);
                assertThat(older.found()).contains("schema 8 of ");
            });

            flyway.target("latest").load().migrate();
            assertThat(DatabaseCheck.of(environment).severity()).isEqualTo(Finding.Severity.GOOD);

            flyway.locations("classpath:db/migration", "classpath:future").load().migrate();
            assertThat(DatabaseCheck.of(environment)).satisfies(newer -> {
                assertThat(newer.isObstacle()).isTrue();
                assertThat(newer.found()).contains("schema 9000, newer than the ");
            });
        }
    }

    @Test
    void theTrialThatItTrainsIsOne() {
        Map<String, Object> trial = new JsonMapper().readValue(EngineCheck.TRIAL, new TypeReference<>() {});
        assertThatCode(() -> TrialConfig.fromMap(trial)).doesNotThrowAnyException();
    }

    @Test
    void tellsWhichNativesAWorkerIsBuiltWith() throws IOException {
        Path jar = directory.resolve("worker.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("BOOT-INF/lib/pytorch-engine-0.36.0.jar"));
            out.putNextEntry(new ZipEntry("BOOT-INF/lib/pytorch-native-cu128-2.7.1-linux-x86_64.jar"));
        }
        assertThat(EngineCheck.build(jar)).contains(new EngineCheck.Build("cu128", "2.7.1", "linux-x86_64"));
        assertThat(EngineCheck.build(directory.resolve("none.jar"))).isEmpty();
        assertThat(EngineCheck.training(directory.resolve("none.jar")).isObstacle()).isFalse();
    }

    @Test
    void remarksOnAGpuThatPyTorchCannotUse() {
        List<String> gpus = List.of("0, NVIDIA H100, 81559 MiB, 570.1");
        var cpu = Optional.of(new EngineCheck.Build("cpu", "2.7.1", "linux-x86_64"));

        assertThat(EngineCheck.gpu(List.of(), cpu, Map.of()).severity()).isEqualTo(Finding.Severity.GOOD);
        assertThat(EngineCheck.gpu(gpus, cpu, Map.of()).severity()).isEqualTo(Finding.Severity.REMARK);
        assertThat(EngineCheck.gpu(gpus, cpu, Map.of("PYTORCH_FLAVOR", "cu128")).severity())
                .isEqualTo(Finding.Severity.GOOD);
    }

    @Test
    void asksTheDriverForItsGpus() throws IOException {
        Path smi = Files.writeString(
                directory.resolve("nvidia-smi"), "#!/bin/sh\necho '0, NVIDIA H100'\necho \"1, $1\"\n");
        assertThat(smi.toFile().setExecutable(true)).isTrue();

        assertThat(NvidiaGpus.list(smi.toString()))
                .containsExactly("0, NVIDIA H100", "1, --query-gpu=index,name,memory.total,driver_version");
        assertThat(NvidiaGpus.list(directory.resolve("none").toString())).isEmpty();
    }

    @Test
    void anApiThatTheUserNamedMustAnswer() throws IOException {
        try (StubApi api = new StubApi().on("GET /readyz", "{\"status\": \"UP\"}").on("GET /api/v1/session",
                "{\"name\": null, \"scope\": \"admin\"}", "{\"name\": \"ada\", \"scope\": \"read\"}")) {
            String found = "answers at " + api.address();
            assertThat(DoctorCommand.api(server(api.address()))).isEqualTo(Finding.good("API", found));
            assertThat(DoctorCommand.api(server(api.address())))
                    .isEqualTo(Finding.good("API", found + " to the token 'ada', with the scope read"));
        }
        assertThat(DoctorCommand.api(server("http://127.0.0.1:1")).isObstacle()).isTrue();
    }

    private static ServerOption server(String address) {
        ServerOption option = new ServerOption();
        new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(option)).parseArgs("--server", address);
        return option;
    }
}
