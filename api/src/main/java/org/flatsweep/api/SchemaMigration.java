package org.flatsweep.api;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;

/**
 * Brings the schema to this version and ends: for deployments where one step changes it, under a role that may, before
 * any node of the API starts.
 */
@ImportAutoConfiguration({DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class})
final class SchemaMigration {

    private SchemaMigration() {}

    /** @throws RuntimeException if the database cannot be reached or a migration fails; the log says why */
    static void run(Map<String, Object> properties) {
        SpringApplication migration = new SpringApplication(SchemaMigration.class);
        migration.setWebApplicationType(WebApplicationType.NONE);
        migration.setDefaultProperties(properties);
        migration.run().close();
    }
}
