package org.flatsweep.domain;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A variational autoencoder (Kingma and Welling 2013) whose encoder and decoder have one hidden layer each.
 *
 * @param latent number d of latent variables
 * @param hidden units of each hidden layer
 * @param lambda place λ of the interpolated noise between the Gaussian, 0, and the worst case, 1; others have none
 */
public record VaeSpec(int latent, int hidden, LatentNoise noise, Optional<Double> lambda) implements ModelSpec {

    static final String NAME = "vae";
    static final double DEFAULT_LAMBDA = 0.5;

    /** @throws IllegalArgumentException if there is a λ without interpolated noise, or the other way round */
    public VaeSpec {
        if (lambda.isPresent() != (noise == LatentNoise.INTERPOLATED)) {
            throw new IllegalArgumentException("λ %s with %s noise".formatted(lambda, noise.key()));
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    /** VAE-8-256, VAE-8-256 worst-case, VAE-8-256 λ=0.5. */
    @Override
    public String label() {
        String sizes = "VAE-%d-%d".formatted(latent, hidden);
        return switch (noise) {
            case GAUSSIAN -> sizes;
            case WORST_CASE -> sizes + " worst-case";
            case INTERPOLATED -> sizes + " λ=" + lambda.orElseThrow();
        };
    }

    @Override
    public Measure measure() {
        return Measure.ELBO;
    }

    @Override
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", NAME);
        map.put("latent", latent);
        map.put("hidden", hidden);
        map.put("noise", noise.key());
        lambda.ifPresent(value -> map.put("lambda", value));
        return map;
    }

    static VaeSpec fromMap(Map<?, ?> map) {
        return new VaeSpec(
                ((Number) map.get("latent")).intValue(),
                ((Number) map.get("hidden")).intValue(),
                LatentNoise.byKey((String) map.get("noise")).orElseThrow(),
                Optional.ofNullable((Number) map.get("lambda")).map(Number::doubleValue));
    }
}
