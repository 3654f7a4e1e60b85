package org.flatsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Links between the documents lead somewhere, and the index leads to every document. */
class DocumentationTest {

    private static final Path ROOT = Path.of("..");
    private static final Path DOCS = ROOT.resolve("docs");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern CODE_BLOCK = Pattern.compile("^```.*?^```", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);

    static Stream<Path> documents() throws IOException {
        try (Stream<Path> docs = Files.walk(DOCS)) {
            List<Path> documents = docs.filter(file -> file.toString().endsWith(".md")).sorted().toList();
            return Stream.concat(documents.stream(),
                    Stream.of("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "dashboard-ui/README.md")
                            .map(ROOT::resolve));
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void haveLinksThatLeadSomewhere(Path document) throws IOException {
        assertThat(links(document)).allSatisfy(link -> {
            Path target = link.getPath().isEmpty() ? document : document.resolveSibling(link.getPath());
            assertThat(target).exists();
            if (link.getFragment() != null) {
                assertThat(anchors(target)).contains(link.getFragment());
            }
        });
    }

    @Test
    void haveAnIndexThatLeadsToEachOfThem() throws IOException {
        try (Stream<Path> docs = Files.list(DOCS)) {
            List<String> names = docs.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".md") && !name.equals("README.md"))
                    .toList();
            assertThat(links(DOCS.resolve("README.md"))).extracting(URI::getPath).containsAll(names);
        }
    }

    private static List<URI> links(Path document) throws IOException {
        String text = CODE_BLOCK.matcher(Files.readString(document)).replaceAll("");
        return LINK.matcher(text).results().map(link -> URI.create(link.group(1))).filter(link -> !link.isAbsolute())
                .toList();
    }

    /** As GitHub makes them of headings. */
    private static Set<String> anchors(Path document) throws IOException {
        return HEADING.matcher(CODE_BLOCK.matcher(Files.readString(document)).replaceAll("")).results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }
}
