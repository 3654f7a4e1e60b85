package org.flatsweep.api.figure;

import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.flatsweep.api.figure.Curves.Abscissa;
import org.flatsweep.api.problem.Problem;
import org.flatsweep.domain.Method;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The validation accuracy (or ELBO) of every method by its ρ, at each the configuration best on validation data. Methods
 * that have no ρ are level lines. Test accuracy is not to be had here: a ρ read off it would be chosen on test data.
 */
@Component
class AccuracyAgainstRho {

    private final JdbcClient jdbc;

    AccuracyAgainstRho(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @throws Problem 422 if no method has several ρ */
    Curves of(Slice slice) {
        List<Configuration> all = Configuration.of(slice, jdbc);
        List<Configuration> withRho = all.stream().filter(c -> c.rho() != null).toList();
        double least = withRho.stream().mapToDouble(Configuration::rho).min().orElse(Double.NaN);
        double greatest = withRho.stream().mapToDouble(Configuration::rho).max().orElse(Double.NaN);
        if (!(least < greatest)) {
            throw new Problem(HttpStatus.UNPROCESSABLE_CONTENT,
                    "there is nothing to draw: the methods have fewer than two values of rho");
        }
        List<Curve> curves = new ArrayList<>();
        boolean chosen = false;
        for (Method method : slice.methods()) {
            List<Configuration> ofMethod = all.stream().filter(c -> c.method().equals(method.key())).toList();
            Collection<Configuration> byRho = ofMethod.stream()
                    .filter(c -> c.rho() != null)
                    .collect(toMap(Configuration::rho, c -> c, (best, other) -> best, TreeMap::new))
                    .values();
            List<Configuration> level = ofMethod.stream().filter(c -> c.rho() == null).limit(1).toList();
            chosen |= byRho.size() + level.size() < ofMethod.size();
            add(curves, method, method.label(), true, byRho, byRho.stream().filter(c -> c.score() != null)
                    .map(c -> point(c.rho(), c)));
            add(curves, method, byRho.isEmpty() ? method.label() : method.label() + " without ρ", false, level,
                    level.stream().filter(c -> c.score() != null)
                            .flatMap(c -> Stream.of(point(least, c), point(greatest, c))));
        }
        return new Curves(slice.title("accuracy against ρ"), slice.caption(
                Seeds.overWhich(all.get(0).seedsAsked()),
                chosen ? "At each ρ the configuration best on validation data." : ""),
                Abscissa.RHO, all.get(0).quantity(), curves);
    }

    private static void add(List<Curve> curves, Method method, String label, boolean marked,
            Collection<Configuration> shown, Stream<Point> points) {
        List<Point> drawn = points.toList();
        if (!drawn.isEmpty()) {
            curves.add(new Curve(method, Seeds.label(label, shown.stream().map(Configuration::seeds).toList(),
                    shown.iterator().next().seedsAsked()), marked, drawn));
        }
    }

    private static Point point(double rho, Configuration configuration) {
        return new Point(rho, configuration.score(), configuration.standardError());
    }
}
