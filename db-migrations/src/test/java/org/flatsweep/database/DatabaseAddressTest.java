package org.flatsweep.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseAddressTest {

    @ParameterizedTest
    @ValueSource(strings = {
        "postgresql://ada:p%40ss%2F+1@db.lab:5433/sweeps?sslmode=require",
        "postgres://ada:p%40ss%2F+1@db.lab:5433/sweeps?sslmode=require",
        "jdbc:postgresql://ada:p%40ss%2F+1@db.lab:5433/sweeps?sslmode=require"})
    void readsEveryUsualForm(String url) {
        assertThat(DatabaseAddress.parse(url)).isEqualTo(new DatabaseAddress(
                "jdbc:postgresql://db.lab:5433/sweeps?sslmode=require", "ada", "p@ss/+1"));
    }

    @Test
    void leavesOutWhatIsNotGiven() {
        assertThat(DatabaseAddress.parse("postgresql://localhost/sweeps"))
                .isEqualTo(new DatabaseAddress("jdbc:postgresql://localhost/sweeps", null, null));
    }

    @Test
    void survivesItsTextualForm() {
        var address = new DatabaseAddress("jdbc:postgresql://localhost:5432/sweeps", "ada", "p@ss w:rd/+");

        assertThat(DatabaseAddress.parse(address.url())).isEqualTo(address);
    }

    @Test
    void prefersCredentialsGivenApart() {
        assertThat(DatabaseAddress.fromEnvironment(Map.of(
                        "DATABASE_URL", "postgresql://ada:x@localhost/sweeps", "DATABASE_PASSWORD", "secret")))
                .contains(new DatabaseAddress("jdbc:postgresql://localhost/sweeps", "ada", "secret"));
    }

    @Test
    void isAbsentWithoutAUrl() {
        assertThat(DatabaseAddress.fromEnvironment(Map.of("DATABASE_URL", " "))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql://root:hunter2@localhost/x", "postgresql://localhost", "postgresql:///x", "localhost/x",
        "postgresql://ada:hunter2@ho st/x", "hunter2"})
    void refusesAnythingElseWithoutRepeatingThePassword(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> DatabaseAddress.parse(url))
                .withMessageContaining("DATABASE_URL must be postgresql://")
                .withMessageNotContaining("hunter2");
    }

    @Test
    void keepsThePasswordOutOfLogs() {
        assertThat(DatabaseAddress.parse("postgresql://ada:hunter2@localhost/sweeps"))
                .hasToString("postgresql://ada@localhost/sweeps");
    }
}
