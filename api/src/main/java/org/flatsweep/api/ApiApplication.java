package org.flatsweep.api;

import java.util.HashMap;
import java.util.Map;
import org.flatsweep.api.security.ExposureCheck;
import org.flatsweep.api.security.FirstToken;
import org.flatsweep.database.DatabaseAddress;
import org.flatsweep.database.DatabaseOwner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;

/**
 * The REST and event API, the scheduled jobs, and the dashboard. With the argument {@code migrate} the schema only,
 * with {@code token NAME} a token of the scope admin.
 */
// Its error page, with members of its own, would take the place of problem details.
@SpringBootApplication(exclude = ErrorMvcAutoConfiguration.class)
public class ApiApplication {

    private static final String TRACES_GO_TO = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final int EXIT_USAGE = 2;

    public static void main(String[] args) {
        DatabaseOwner.exitWhenGone(System.getenv());
        DatabaseAddress database = databaseOrExit();
        Map<String, Object> properties = dataSource(database);
        if (args.length == 2 && args[0].equals("token")) {
            System.exit(FirstToken.print(args[1], database));
        }
        if (args.length == 1 && args[0].equals("migrate")) {
            SchemaMigration.run(properties);
            return;
        }
        SpringApplication application = new SpringApplication(ApiApplication.class);
        application.setDefaultProperties(properties);
        application.addListeners(new ExposureCheck());
        if (System.getenv().containsKey(TRACES_GO_TO)) {
            application.setAdditionalProfiles("tracing");
        }
        application.run(args);
    }

    private static DatabaseAddress databaseOrExit() {
        try {
            return DatabaseAddress.fromEnvironment(System.getenv()).orElseThrow(() -> new IllegalArgumentException(
                    "%s is not set: set it to postgresql://user:password@host:5432/database,".formatted(
                            DatabaseAddress.URL_VARIABLE)
                            + " or use ./flatsweep up, which brings a database of its own"));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(EXIT_USAGE);
            throw e;
        }
    }

    private static Map<String, Object> dataSource(DatabaseAddress database) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("spring.datasource.url", database.jdbcUrl());
        properties.put("spring.datasource.username", database.user());
        properties.put("spring.datasource.password", database.password());
        return properties;
    }
}
