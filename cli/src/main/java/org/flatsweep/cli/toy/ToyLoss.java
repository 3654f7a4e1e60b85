package org.flatsweep.cli.toy;

/**
 * Panel A, the loss of Kim et al. (2022): θ = (m, s) stands for the distribution N(m, s²), and
 * <pre>L(θ) = −log(0.7 exp(−K₁(θ) / 1.8²) + 0.3 exp(−K₂(θ) / 1.2²)),  K_i(θ) = KL[N(m, s²) ‖ N(m_i, s_i²)],</pre>
 * where (m₁, s₁) = (20, 30) makes a wide minimum and (m₂, s₂) = (−20, 10) a sharp one.
 *
 * <p>N(m, s²) is the same distribution for s and for −s, so L is even in s. A perturbation that leads out of s > 0
 * therefore has a loss too, that of its mirror image; only on s = 0 the loss is infinite.
 */
final class ToyLoss implements Surface {

    private static final Component WIDE = new Component(0.7, 1.8 * 1.8, 20, 30);
    private static final Component SHARP = new Component(0.3, 1.2 * 1.2, -20, 10);

    Point wideMinimum() {
        return minimum(WIDE.centre(), 5);
    }

    Point sharpMinimum() {
        return minimum(SHARP.centre(), 5);
    }

    @Override
    public double at(Theta theta) {
        if (theta.s() == 0) {
            return Double.POSITIVE_INFINITY;
        }
        double wide = WIDE.logAt(theta);
        double sharp = SHARP.logAt(theta);
        return -Math.max(wide, sharp) - Math.log1p(Math.exp(-Math.abs(wide - sharp)));
    }

    /** @return ∇L = (∂L/∂m, ∂L/∂s); undefined on s = 0 */
    Theta gradient(Theta theta) {
        double wide = 1 / (1 + Math.exp(SHARP.logAt(theta) - WIDE.logAt(theta)));
        return WIDE.logGradient(theta).times(-wide).plus(SHARP.logGradient(theta).times(wide - 1));
    }

    /** The function weight · exp(−KL[N(m, s²) ‖ N(mean, deviation²)] / temperature), by its logarithm. */
    private record Component(double weight, double temperature, double mean, double deviation) {

        Theta centre() {
            return new Theta(mean, deviation);
        }

        double logAt(Theta theta) {
            double m = (theta.m() - mean) / deviation;
            double s = theta.s() / deviation;
            return Math.log(weight) - ((m * m + s * s - 1) / 2 - Math.log(Math.abs(s))) / temperature;
        }

        Theta logGradient(Theta theta) {
            double m = (theta.m() - mean) / deviation;
            double s = theta.s() / deviation;
            return new Theta(-m, 1 / s - s).times(1 / (deviation * temperature));
        }
    }
}
