package org.flatsweep.cli.toy;

import org.hipparchus.analysis.UnivariateFunction;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.univariate.BrentOptimizer;
import org.hipparchus.optim.univariate.SearchInterval;
import org.hipparchus.optim.univariate.UnivariateObjectiveFunction;

/** A function of θ over the half-plane s > 0: what one panel of Figure 1 shows. */
@FunctionalInterface
interface Surface {

    /** @return the height over θ; infinite where the surface has none */
    double at(Theta theta);

    /** A point of a surface: where it is, and how high. */
    record Point(Theta theta, double height) {}

    /**
     * The minimum in the square of this half-width about a centre that holds no other, to 10⁻⁶. It is found along m, of
     * the least heights along s: a descent would come to rest on a crease of the worst case, which leads down in few
     * directions.
     */
    default Point minimum(Theta centre, double halfWidth) {
        double m = argmin(at -> lowestAlongS(at, centre.s(), halfWidth).height, centre.m(), halfWidth);
        return lowestAlongS(m, centre.s(), halfWidth);
    }

    private Point lowestAlongS(double m, double centre, double halfWidth) {
        Theta theta = new Theta(m, argmin(s -> at(new Theta(m, s)), centre, halfWidth));
        return new Point(theta, at(theta));
    }

    private static double argmin(UnivariateFunction function, double centre, double halfWidth) {
        return new BrentOptimizer(1e-10, 1e-8)
                .optimize(
                        new UnivariateObjectiveFunction(function),
                        GoalType.MINIMIZE,
                        new SearchInterval(centre - halfWidth, centre + halfWidth, centre),
                        new MaxEval(1000))
                .getPoint();
    }
}
