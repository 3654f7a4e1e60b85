package org.flatsweep.api.events;

import java.security.SecureRandom;
import java.util.HexFormat;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class EventConfiguration {

    private static final int REMEMBERED = 10_000;
    private static final int QUEUE_CAPACITY = 2 * REMEMBERED;

    @Bean
    EventStream eventStream() {
        byte[] name = new byte[4];
        new SecureRandom().nextBytes(name);
        return new EventStream(HexFormat.of().formatHex(name), REMEMBERED, QUEUE_CAPACITY);
    }
}
