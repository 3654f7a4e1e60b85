package org.flatsweep.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.JdbcTemplate;

class OutageRetryTest {

    @ParameterizedTest
    @CsvSource({
        "08006, the connection breaks, true",
        "57P01, the server is shut down, true",
        "53100, its disk is full, true",
        "57014, it takes longer than it may, true",
        "40P01, others wait for each other, true",
        "25006, it takes no writes, true",
        "23505, there is such a row, false",
        "42P01, there is no such table, false",
        "22P02, that is no number, false"})
    void repeatsWhatFailsForAReasonThatPasses(String state, String reason, boolean repeats) {
        // As Spring's JDBC does, which translates what a driver of PostgreSQL throws.
        DataAccessException failure = new JdbcTemplate(mock(DataSource.class)).getExceptionTranslator()
                .translate("a move", "select", new SQLException(reason, state));
        assertThat(OutageRetry.isOutage(failure == null
                ? new UncategorizedSQLException("a move", "select", new SQLException(reason, state)) : failure))
                .isEqualTo(repeats);
    }
}
