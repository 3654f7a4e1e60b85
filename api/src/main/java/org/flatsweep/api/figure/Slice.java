package org.flatsweep.api.figure;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.stream.Stream;
import org.flatsweep.domain.Method;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * The part of a sweep that a figure shows.
 *
 * @param methods in the order of the sweep, at least one
 */
record Slice(long sweepId, String sweep, String dataset, String model, List<Method> methods) {

    /** @param query over this slice by :id, :dataset, :model and :methods */
    StatementSpec query(JdbcClient jdbc, String query) {
        return jdbc.sql(query)
                .param("id", sweepId)
                .param("dataset", dataset)
                .param("model", model)
                .param("methods", methodKeys().toArray(String[]::new));
    }

    List<String> methodKeys() {
        return methods.stream().map(Method::key).toList();
    }

    String title(String figure) {
        return "Flatsweep, sweep %d: %s, %s".formatted(sweepId, sweep, figure);
    }

    /** @param sentences those that are empty are left out */
    String caption(String... sentences) {
        return Stream.concat(Stream.of("%s, %s.".formatted(dataset, model)), Stream.of(sentences))
                .filter(sentence -> !sentence.isEmpty())
                .collect(joining(" "));
    }
}
