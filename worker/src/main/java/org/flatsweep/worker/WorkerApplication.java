package org.flatsweep.worker;

import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import org.flatsweep.database.DatabaseAddress;
import org.flatsweep.database.DatabaseOwner;
import org.flatsweep.training.BadConfigurationException;
import org.flatsweep.training.Trainer;
import org.flatsweep.training.TrainingSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.NestedExceptionUtils;

/**
 * A worker process: {@code DATABASE_URL} says where the queue is, {@code FLATSWEEP_…} the rest. With the arguments
 * {@code train FILE} it is a {@link SingleTraining} instead.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
public class WorkerApplication {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerApplication.class);
    private static final String TRACES_GO_TO = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final int ERROR = 1;
    private static final int BAD_USAGE = 2;

    public static void main(String[] args) {
        DatabaseOwner.exitWhenGone(System.getenv());
        if (args.length == 2 && args[0].equals("train")) {
            System.exit(SingleTraining.run(Path.of(args[1])));
        }
        DatabaseAddress address = addressOrExit();
        SpringApplication application = new SpringApplication(WorkerApplication.class);
        if (System.getenv().containsKey(TRACES_GO_TO)) {
            application.setAdditionalProfiles("tracing");
        }
        application.addInitializers(context -> ((GenericApplicationContext) context)
                .registerBean(JdbcConnectionDetails.class, () -> new DatabaseDetails(address)));
        ConfigurableApplicationContext context = runOrExit(application, args);
        int status = await(context.getBean(WorkerLoop.class));
        context.close();
        System.exit(status);
    }

    @Bean(destroyMethod = "") // the loop's thread closes it
    Trainer trainer(WorkerSettings settings) {
        return new Trainer(new TrainingSettings(settings.device(), settings.threads(), settings.datasets()));
    }

    private static DatabaseAddress addressOrExit() {
        try {
            return DatabaseAddress.required(System.getenv());
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(BAD_USAGE);
            throw new AssertionError("exited");
        }
    }

    /** Spring's own report says what is wrong with the settings; the exit code tells a supervisor not to try again. */
    private static ConfigurableApplicationContext runOrExit(SpringApplication application, String[] args) {
        try {
            return application.run(args);
        } catch (RuntimeException e) {
            Throwable cause = NestedExceptionUtils.getMostSpecificCause(e);
            boolean badSettings =
                    cause instanceof IllegalArgumentException || cause instanceof BadConfigurationException;
            System.exit(badSettings ? BAD_USAGE : ERROR);
            throw e;
        }
    }

    private static int await(WorkerLoop loop) {
        try {
            loop.end().join();
            return 0;
        } catch (CompletionException e) {
            if (e.getCause() instanceof UnknownSchemaException || e.getCause() instanceof WorkerIdInUseException) {
                LOG.error(e.getCause().getMessage());
                return BAD_USAGE;
            }
            LOG.error("the worker cannot go on", e.getCause());
            return ERROR;
        }
    }

    /** The environment's database, in Spring Boot's terms. */
    record DatabaseDetails(DatabaseAddress address) implements JdbcConnectionDetails {

        @Override
        public String getJdbcUrl() {
            return address.jdbcUrl();
        }

        @Override
        public String getUsername() {
            return address.user();
        }

        @Override
        public String getPassword() {
            return address.password();
        }
    }
}
