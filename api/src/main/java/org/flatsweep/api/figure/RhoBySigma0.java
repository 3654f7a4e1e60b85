package org.flatsweep.api.figure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.flatsweep.api.figure.HeatMap.Cell;
import org.flatsweep.api.problem.Problem;
import org.flatsweep.domain.Method;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The validation accuracy (or ELBO) of one method over the grid of ρ and σ₀; σ₀ may be derived from a grid of α. */
@Component
class RhoBySigma0 {

    private record Place(double rho, double sigma0) {}

    private final JdbcClient jdbc;

    RhoBySigma0(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @throws Problem 422 if no method has several ρ and several σ₀, 400 if more than one has, 409 if no trial of that
     *     one has succeeded yet
     */
    HeatMap of(Slice slice) {
        List<Configuration> all = Configuration.of(slice, jdbc).stream()
                .filter(c -> c.rho() != null && c.sigma0() != null)
                .toList();
        List<String> candidates = slice.methodKeys().stream()
                .filter(method -> varies(all, method, Configuration::rho) && varies(all, method, Configuration::sigma0))
                .toList();
        if (candidates.isEmpty()) {
            throw new Problem(HttpStatus.UNPROCESSABLE_CONTENT,
                    "there is nothing to draw: no method has several values of both rho and sigma0");
        }
        String key = Choice.requireOnly("method", null, candidates);
        Method method = Method.byKey(key).orElseThrow();
        List<Configuration> ofMethod = all.stream().filter(c -> c.method().equals(key)).toList();
        if (ofMethod.stream().allMatch(c -> c.score() == null)) {
            throw new Problem(HttpStatus.CONFLICT,
                    "there is nothing to draw: no trial of %s has succeeded yet".formatted(key));
        }
        Map<Place, Cell> cells = new LinkedHashMap<>();
        ofMethod.forEach(c -> cells.putIfAbsent(new Place(c.rho(), c.sigma0()), new Cell(c.rho(), c.sigma0(), c.score(),
                c.standardError(), c.seeds(), c.seedsAsked(), c.rank() == 1)));
        int seedsAsked = ofMethod.get(0).seedsAsked();
        return new HeatMap(slice.title("ρ × σ₀ of " + method.label()), slice.caption(method.label() + ".",
                Seeds.overWhich(seedsAsked),
                cells.size() < ofMethod.size() ? "In each cell the configuration best on validation data." : "",
                "The best of all is framed.",
                missing(cells.values().stream().filter(cell -> cell.seeds() < seedsAsked).count(), seedsAsked)),
                method, ofMethod.get(0).quantity(), List.copyOf(cells.values()));
    }

    private static boolean varies(List<Configuration> all, String method, Function<Configuration, Double> axis) {
        return all.stream().filter(c -> c.method().equals(method)).map(axis).distinct().count() > 1;
    }

    private static String missing(long cells, int seedsAsked) {
        return cells == 0
                ? ""
                : "Seeds are missing in %d cell%s: (n/%d) says how many there are."
                        .formatted(cells, cells == 1 ? "" : "s", seedsAsked);
    }
}
