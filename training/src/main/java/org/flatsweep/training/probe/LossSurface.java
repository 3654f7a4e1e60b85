package org.flatsweep.training.probe;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.training.GradientCollector;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.flatsweep.training.method.Scalars;

/**
 * L as a function of the parameters, with exact derivatives up to the third. L is a sum of terms, of which only one at
 * a time has its graph in memory. Where L has kinks, as a network of ReLUs does, derivatives are those beside the kinks.
 *
 * <p>Arrays returned belong to the caller's open {@link NDScope}.
 */
final class LossSurface {

    private final List<UnaryOperator<NDArray>> terms;
    private final Autograd autograd;
    private final Runnable beforePass;

    /**
     * @param terms each of parameters, which may require a gradient, to a scalar
     * @param beforePass may end it all by an exception
     */
    LossSurface(List<UnaryOperator<NDArray>> terms, Autograd autograd, Runnable beforePass) {
        this.terms = terms;
        this.autograd = autograd;
        this.beforePass = beforePass;
    }

    /**
     * @param loss L
     * @param gradient g, a vector of p values
     */
    record Slope(double loss, NDArray gradient) {}

    /**
     * @param product Hv, a vector of p values
     * @param slope ∇(vᵀHv), a vector of p values
     */
    record Curvature(NDArray product, NDArray slope) {}

    /** L alone, by a forward pass. */
    double lossAt(NDArray parameters) {
        double loss = 0;
        for (UnaryOperator<NDArray> term : terms) {
            beforePass.run();
            try (NDScope pass = new NDScope()) {
                pass.suppressNotUsedWarning();
                loss += Scalars.value(term.apply(parameters));
            }
        }
        return loss;
    }

    Slope slopeAt(NDArray parameters) {
        double[] loss = {0};
        NDArray gradient = parameters.zerosLike();
        forEachTerm(parameters, (leaf, term) -> {
            loss[0] += Scalars.value(term);
            gradient.addi(autograd.gradient(term, leaf).stopGradient());
        });
        return new Slope(loss[0], gradient);
    }

    /** Hv. */
    NDArray hessianTimes(NDArray vector, NDArray parameters) {
        NDArray product = parameters.zerosLike();
        forEachTerm(parameters, (leaf, term) -> {
            NDArray along = autograd.gradient(term, leaf).dot(vector);
            product.addi(autograd.gradient(along, leaf).stopGradient());
        });
        return product;
    }

    Curvature curvatureAlong(NDArray vector, NDArray parameters) {
        NDArray product = parameters.zerosLike();
        NDArray slope = parameters.zerosLike();
        forEachTerm(parameters, (leaf, term) -> {
            NDArray along = autograd.gradient(term, leaf).dot(vector);
            NDArray termProduct = autograd.gradient(along, leaf);
            product.addi(termProduct.stopGradient());
            slope.addi(autograd.gradient(termProduct.dot(vector), leaf).stopGradient());
        });
        return new Curvature(product, slope);
    }

    /** @param derivative of a new leaf at {@code parameters} and the term there */
    private void forEachTerm(NDArray parameters, BiConsumer<NDArray, NDArray> derivative) {
        for (UnaryOperator<NDArray> term : terms) {
            beforePass.run();
            try (NDScope pass = new NDScope();
                    GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                pass.suppressNotUsedWarning();
                NDArray leaf = parameters.stopGradient();
                leaf.setRequiresGradient(true);
                derivative.accept(leaf, term.apply(leaf));
            }
        }
    }
}
