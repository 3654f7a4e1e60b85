package org.flatsweep.api.security;

import java.net.InetAddress;
import java.util.Optional;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;

/** Ends an API that would serve more than its own machine without asking for tokens, before it serves anything. */
public final class ExposureCheck implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

    private static final String ADDRESS = "server.address";
    private static final int EXIT_USAGE = 2;

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        objection(event.getEnvironment()).ifPresent(objection -> {
            System.err.println(objection);
            System.exit(EXIT_USAGE);
        });
    }

    private static Optional<String> objection(ConfigurableEnvironment environment) {
        Binder settings = Binder.get(environment);
        try {
            TokenPolicy policy = settings.bind(TokenPolicy.PROPERTY, TokenPolicy.class).get();
            InetAddress address = settings.bind(ADDRESS, InetAddress.class).get();
            return policy == TokenPolicy.REQUIRED || address.isLoopbackAddress()
                    ? Optional.empty()
                    : Optional.of(("FLATSWEEP_TOKENS is off and FLATSWEEP_BIND is %s: without tokens the API serves "
                            + "its own machine only; bind 127.0.0.1, or set FLATSWEEP_TOKENS to required")
                            .formatted(address.getHostAddress()));
        } catch (BindException e) {
            String setting = e.getName().toString();
            return Optional.of("%s is '%s'; allowed: %s".formatted(setting, environment.getProperty(setting),
                    setting.equals(ADDRESS) ? "an address of this machine" : "required, off"));
        }
    }
}
