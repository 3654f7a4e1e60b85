package org.flatsweep.cli.toy;

/** The panels of Figure 1. */
enum Panel {
    A("L(θ)", "") {
        @Override
        Surface surface(ToyLoss loss, double rho) {
            return loss;
        }
    },
    B("E L(θ + ε)", ", ε ~ N(0, ρ²/2 · I)") {
        @Override
        Surface surface(ToyLoss loss, double rho) {
            return new GaussianAverage(loss, rho);
        }
    },
    C("max L(θ + ε)", ", ‖ε‖ ≤ ρ") {
        @Override
        Surface surface(ToyLoss loss, double rho) {
            return new WorstCase(loss, rho);
        }
    },
    D("L(θ) + ρ‖∇L(θ)‖", "") {
        @Override
        Surface surface(ToyLoss loss, double rho) {
            return new TaylorApproximation(loss, rho);
        }
    };

    private final String formula;
    private final String condition;

    Panel(String formula, String condition) {
        this.formula = formula;
        this.condition = condition;
    }

    abstract Surface surface(ToyLoss loss, double rho);

    String label() {
        return name() + "  " + formula;
    }

    String title() {
        return label() + condition;
    }
}
