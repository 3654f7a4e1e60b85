package org.flatsweep.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MigrationsTest {

    private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");

    /** A database that had one before takes it for a mistake, be it for a comment, and is not migrated any more. */
    @Test
    void areAsTheyWereWhenTheyWereMade() throws IOException, NoSuchAlgorithmException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            for (Path file : files.toList()) {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
                found.add(HexFormat.of().formatHex(hash) + "  " + file.getFileName());
            }
        }
        assertThat(found).as("migrations.sha256 has a line for each, as sha256sum writes it; only new ones may be added")
                .containsExactlyInAnyOrderElementsOf(Files.readAllLines(Path.of("src/test/resources/migrations.sha256")));
    }
}
