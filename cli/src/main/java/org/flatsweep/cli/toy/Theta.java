package org.flatsweep.cli.toy;

/** A point θ = (m, s) of the toy's parameter space, or a vector in it. */
record Theta(double m, double s) {

    Theta plus(Theta other) {
        return new Theta(m + other.m, s + other.s);
    }

    Theta times(double factor) {
        return new Theta(factor * m, factor * s);
    }

    double norm() {
        return Math.hypot(m, s);
    }
}
