package org.flatsweep.api.meters;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.flatsweep.database.DatabaseAddress;
import org.flatsweep.database.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.json.JsonMapper;

/** A database that is gone leaves every other meter as it was, so one has to tell. */
@ExtendWith(OutputCaptureExtension.class)
class QueueMetersOutageTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private final MockClock clock = new MockClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
    private final DatabaseThatMayBeGone database = new DatabaseThatMayBeGone(DATABASE.as(TestDatabase.API));
    private final QueueMeters meters = new QueueMeters(JdbcClient.create(database), new JsonMapper(), registry);

    @Test
    void shouldShowHowOldTheOthersAre() {
        meters.read();
        clock.add(Duration.ofSeconds(10));
        meters.read();
        assertThat(age()).isZero();

        database.gone = true;
        clock.add(Duration.ofSeconds(10));
        meters.read();
        clock.add(Duration.ofSeconds(10));
        meters.read();

        assertThat(age()).isEqualTo(20);
        assertThat(registry.get("flatsweep.workers").gauge().value()).isZero();
    }

    @Test
    void shouldGrowOldWhereTheyWereNeverRead() {
        database.gone = true;
        meters.read();
        clock.add(Duration.ofSeconds(10));

        assertThat(age()).isEqualTo(10);
    }

    @Test
    void shouldWarnOnceThatTheDatabaseIsGoneAndSayThatItIsBack(CapturedOutput output) {
        database.gone = true;
        meters.read();
        meters.read();
        assertThat(output).containsOnlyOnce("cannot be read").contains("no database here");
        assertThat(output).doesNotContain("read again");

        database.gone = false;
        meters.read();
        meters.read();
        assertThat(output).containsOnlyOnce("read again");
    }

    private double age() {
        return registry.get("flatsweep.meters.age").timeGauge().value(TimeUnit.SECONDS);
    }

    private static final class DatabaseThatMayBeGone extends DriverManagerDataSource {

        private boolean gone;

        DatabaseThatMayBeGone(DatabaseAddress address) {
            super(address.jdbcUrl(), address.user(), address.password());
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (gone) {
                throw new SQLException("no database here", "08001");
            }
            return super.getConnection();
        }
    }
}
