package org.flatsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DataListCommandTest {

    @TempDir
    Path datasets;

    @Test
    void showsSizeAndPlaceOfADatasetThatIsHere() throws IOException {
        write("cifar-100-python/train", 1_500_000);
        write("cifar-100-python/test", 100_000);

        assertThat(line("cifar100")).isEqualTo("1.6 MB in 2 files in " + datasets.resolve("cifar-100-python"));
    }

    @Test
    void namesTheMissingFileOfAnIncompleteDataset() throws IOException {
        write("cifar-100-binary/train.bin", 1);

        assertThat(line("cifar100"))
                .isEqualTo("incomplete: %s is missing", datasets.resolve("cifar-100-binary/test.bin"));
    }

    @Test
    void saysHowToGetADatasetThatIsNotHere() {
        assertThat(line("fashion_mnist")).isEqualTo("not here; ./flatsweep data fetch fashion_mnist gets it");
    }

    @Test
    void datasetsWithoutFilesAreAlwaysHere() {
        assertThat(line("digits")).startsWith("always here");
    }

    @Test
    void saysTheSameToScripts() throws IOException {
        write("cifar-100-python/train", 1_500_000);
        write("cifar-100-python/test", 100_000);
        write("mnist/train-images-idx3-ubyte", 1);

        JsonNode list = new JsonMapper().readTree(ls("--output", "json")).get("datasets");

        assertThat(list).filteredOn(dataset -> dataset.get("name").asString().equals("cifar100"))
                .singleElement().satisfies(here -> {
                    assertThat(here.get("state").asString()).isEqualTo("here");
                    assertThat(here.get("bytes").asLong()).isEqualTo(1_600_000);
                    assertThat(here.get("folder").asString()).isEqualTo(
                            datasets.resolve("cifar-100-python").toString());
                });
        assertThat(list).extracting(dataset -> dataset.get("name").asString() + " " + dataset.get("state").asString())
                .contains("cifar10 absent", "mnist incomplete", "digits built_in");
    }

    private String ls(String... options) {
        Stream<String> command = Stream.of("data", "ls", "--datasets", datasets.toString());
        return StubApi.execute(Stream.concat(command, Stream.of(options)).toArray(String[]::new)).out();
    }

    private String line(String dataset) {
        return ls().lines().filter(line -> line.startsWith(dataset + " ")).findFirst().orElseThrow()
                .substring(dataset.length()).strip();
    }

    private void write(String file, int size) throws IOException {
        Files.createDirectories(datasets.resolve(file).getParent());
        Files.write(datasets.resolve(file), new byte[size]);
    }
}
