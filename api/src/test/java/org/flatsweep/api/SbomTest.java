package org.flatsweep.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class SbomTest {

    @Test
    void shouldNameTheLibrariesThatAreShippedAndNoOthers() throws IOException {
        assertThat(components("application"))
                .anyMatch(library -> library.startsWith("pkg:maven/org.postgresql/postgresql@"))
                .anyMatch(library -> library.startsWith("pkg:maven/org.springframework/spring-webmvc@"))
                .noneMatch(library -> library.contains("hadoop-common") || library.contains("junit"));
    }

    @Test
    void shouldNameThePackagesOfTheDashboard() throws IOException {
        assertThat(components("dashboard"))
                .anyMatch(library -> library.startsWith("pkg:npm/react@"))
                .noneMatch(library -> library.startsWith("pkg:npm/vite@"));
    }

    private static List<String> components(String of) throws IOException {
        try (InputStream sbom = SbomTest.class.getResourceAsStream("/META-INF/sbom/%s.cdx.json".formatted(of))) {
            return JsonMapper.shared().readTree(sbom).get("components").valueStream()
                    .map(component -> component.get("purl").asString())
                    .toList();
        }
    }
}
