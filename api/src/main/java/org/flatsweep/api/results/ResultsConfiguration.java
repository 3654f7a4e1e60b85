package org.flatsweep.api.results;

import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The formats of tables, chosen by {@code Accept} or, for links, by {@code ?format=}. */
@Configuration(proxyBeanMethods = false)
class ResultsConfiguration implements WebMvcConfigurer {

    static final String MARKDOWN = "text/markdown";
    static final String LATEX = "application/x-latex";
    static final String CSV = "text/csv";

    @Override
    public void configureContentNegotiation(ContentNegotiationConfigurer negotiation) {
        negotiation
                .favorParameter(true)
                .useRegisteredExtensionsOnly(true)
                .mediaType("json", MediaType.APPLICATION_JSON)
                .mediaType("markdown", MediaType.valueOf(MARKDOWN))
                .mediaType("latex", MediaType.valueOf(LATEX))
                .mediaType("csv", MediaType.valueOf(CSV));
    }

    @Override
    public void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
        converters
                .addCustomConverter(new TableConverter(MediaType.valueOf(MARKDOWN), table -> table.text().markdown()))
                .addCustomConverter(new TableConverter(MediaType.valueOf(LATEX), table -> table.text().latex()))
                .addCustomConverter(new TableConverter(MediaType.valueOf(CSV), CsvTable::csv));
    }
}
