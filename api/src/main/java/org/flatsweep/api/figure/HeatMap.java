package org.flatsweep.api.figure;

import java.util.List;
import org.flatsweep.domain.Method;
import org.jfree.chart.JFreeChart;
import org.jspecify.annotations.Nullable;

/**
 * A method's results by ρ and σ₀.
 *
 * @param value what the cells' means are
 * @param cells at most one for each pair of a ρ and a σ₀
 */
record HeatMap(String title, String caption, Method method, Quantity value, List<Cell> cells) implements Figure {

    /**
     * The configuration best on validation data of those with this ρ and σ₀.
     *
     * @param mean over seeds; null while none has succeeded
     * @param standardError of the mean; null below two seeds
     * @param seeds that have succeeded, out of {@code seedsAsked}
     * @param best whether it is also the method's best
     */
    record Cell(double rho, double sigma0, @Nullable Double mean, @Nullable Double standardError, int seeds,
            int seedsAsked, boolean best) {}

    List<Double> rhos() {
        return cells.stream().map(Cell::rho).distinct().sorted().toList();
    }

    List<Double> sigma0s() {
        return cells.stream().map(Cell::sigma0).distinct().sorted().toList();
    }

    @Override
    public JFreeChart chart() {
        return HeatMapChart.of(this);
    }
}
