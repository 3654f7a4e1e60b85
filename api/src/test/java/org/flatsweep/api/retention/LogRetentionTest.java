package org.flatsweep.api.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.flatsweep.api.ApiTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class LogRetentionTest extends ApiTest {

    private static final Duration MONTH = Duration.ofDays(30);

    @Autowired
    private RetentionSettings configured;

    @BeforeEach
    void linesOfEachDay() {
        submit(SIX_TRIALS);
        jdbc.sql("""
                insert into trial_log (trial_id, attempt, logged_at, level, message)
                select trial.id, 1, now() - day * interval '1 day', 'INFO', 'day ' || day
                from trial, generate_series(1, 60) day""").update();
    }

    private LogRetention retention(Duration logs) {
        return new LogRetention(apiJdbc, new RetentionSettings(null, logs));
    }

    @Test
    void shouldDeleteOldLinesAFewAtATime() {
        assertThat(retention(MONTH).delete(MONTH, 7)).isEqualTo(6 * 31);
        assertThat(jdbc.sql("select min(substr(message, 5)::int) || ' ' || max(substr(message, 5)::int) from trial_log")
                .query(String.class).single()).isEqualTo("1 29");
        assertThat(count("trial_log")).isEqualTo(6 * 29);
    }

    @Test
    void shouldKeepAllWhereToldTo() {
        retention(null).execute(null);
        assertThat(count("trial_log")).isEqualTo(360);
        retention(Duration.ZERO).execute(null);
        assertThat(count("trial_log")).isZero();
    }

    @Test
    void shouldKeepAMonthUnlessToldOtherwise() {
        assertThat(configured.deleteLogsAfter()).contains(MONTH);
    }

    @Test
    void shouldRefuseAnAgeBelowZero() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RetentionSettings(null, MONTH.negated()))
                .withMessageContaining("FLATSWEEP_RETENTION_LOGS");
    }
}
