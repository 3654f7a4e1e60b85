package org.flatsweep.api.export;

import org.springframework.context.annotation.Configuration;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The formats of exports, chosen by {@code Accept} or, for links, by {@code ?format=}. */
@Configuration(proxyBeanMethods = false)
class ExportConfiguration implements WebMvcConfigurer {

    private final JdbcClient jdbc;
    private final Snapshots snapshots;

    ExportConfiguration(JdbcClient jdbc, Snapshots snapshots) {
        this.jdbc = jdbc;
        this.snapshots = snapshots;
    }

    @Override
    public void configureContentNegotiation(ContentNegotiationConfigurer negotiation) {
        for (RowFormat format : RowFormat.values()) {
            negotiation.mediaType(format.ending(), format.mediaType());
        }
    }

    @Override
    public void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
        for (RowFormat format : RowFormat.values()) {
            converters.addCustomConverter(new ExportConverter(format, jdbc, snapshots));
        }
    }
}
