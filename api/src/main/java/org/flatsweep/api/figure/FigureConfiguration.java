package org.flatsweep.api.figure;

import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The formats of the figures, chosen as those of the results table are. */
@Configuration(proxyBeanMethods = false)
class FigureConfiguration implements WebMvcConfigurer {

    static final String SVG = "image/svg+xml";

    @Override
    public void configureContentNegotiation(ContentNegotiationConfigurer negotiation) {
        negotiation.mediaType("svg", MediaType.valueOf(SVG)).mediaType("pdf", MediaType.APPLICATION_PDF);
    }

    @Override
    public void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
        converters
                .addCustomConverter(new FigureConverter(MediaType.valueOf(SVG), Svg::of))
                .addCustomConverter(new FigureConverter(MediaType.APPLICATION_PDF, Pdf::of));
    }
}
