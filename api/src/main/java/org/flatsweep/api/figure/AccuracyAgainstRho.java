package org.flatsweep.api.figure;

import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.flatsweep.api.figure.Curves.Abscissa;
import org.flatsweep.api.problem.Problem;
import org.flatsweep.domain.Method;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The validation accuracy (or ELBO) of every method by its ρ, at each the configuration best on validation data.
 * Methods that have no ρ are level lines. Test accuracy is not to be had here: a ρ read off it would be chosen on test
 * data.
 */
@Component
class AccuracyAgainstRho {

    private final JdbcClient jdbc;

    AccuracyAgainstRho(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @throws Problem 422 if there are no two ρ, 409 if no trial that has a ρ has succeeded yet */
    Curves of(Slice slice) {
        List<Configuration> all = Configuration.of(slice, jdbc);
        DoubleSummaryStatistics rhos = all.stream()
                .filter(c -> c.rho() != null)
                .mapToDouble(Configuration::rho)
                .summaryStatistics();
        if (!(rhos.getMin() < rhos.getMax())) {
            throw new Problem(HttpStatus.UNPROCESSABLE_CONTENT,
                    "there is nothing to draw: the methods have fewer than two values of rho");
        }
        if (all.stream().noneMatch(c -> c.rho() != null && c.score() != null)) {
            throw new Problem(HttpStatus.CONFLICT, "there is nothing to draw: no trial with a rho has succeeded yet");
        }
        List<Curve> curves = new ArrayList<>();
        int shown = 0;
        for (Method method : slice.methods()) {
            List<Configuration> ofMethod = all.stream().filter(c -> c.method().equals(method.key())).toList();
            List<Configuration> level = ofMethod.stream().filter(c -> c.rho() == null).limit(1).toList();
            Collection<Configuration> sloped = ofMethod.stream()
                    .filter(c -> c.rho() != null)
                    .collect(toMap(Configuration::rho, c -> c, (best, other) -> best, TreeMap::new))
                    .values();
            shown += level.size() + sloped.size();
            add(curves, method, sloped.isEmpty() ? method.label() : method.label() + " without ρ", false, level,
                    c -> Stream.of(point(rhos.getMin(), c), point(rhos.getMax(), c)));
            add(curves, method, method.label(), true, sloped, c -> Stream.of(point(c.rho(), c)));
        }
        return new Curves(slice.title("accuracy against ρ"), slice.caption(
                Seeds.overWhich(all.get(0).seedsAsked()),
                shown < all.size() ? "At each ρ the configuration best on validation data." : ""),
                Abscissa.RHO, all.get(0).quantity(), curves);
    }

    private static void add(List<Curve> curves, Method method, String label, boolean marked,
            Collection<Configuration> configurations, Function<Configuration, Stream<Point>> points) {
        List<Point> drawn = configurations.stream().filter(c -> c.score() != null).flatMap(points).toList();
        if (!drawn.isEmpty()) {
            List<Integer> seeds = configurations.stream().map(Configuration::seeds).toList();
            int asked = configurations.iterator().next().seedsAsked();
            curves.add(new Curve(method, Seeds.label(label, seeds, asked), marked, drawn));
        }
    }

    private static Point point(double rho, Configuration configuration) {
        return new Point(rho, configuration.score(), configuration.standardError());
    }
}
