package org.flatsweep.domain;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The WideResNet of Zagoruyko and Komodakis (2016).
 *
 * @param depth number of convolutions along the main path, 6n + 4
 * @param width widening factor k of the residual blocks
 */
public record WideResNetSpec(int depth, int width) implements ModelSpec {

    static final String NAME = "wrn";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String label() {
        return "WRN-%d-%d".formatted(depth, width);
    }

    @Override
    public Measure measure() {
        return Measure.ACCURACY;
    }

    @Override
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", NAME);
        map.put("depth", depth);
        map.put("width", width);
        return map;
    }

    static WideResNetSpec fromMap(Map<?, ?> map) {
        return new WideResNetSpec(((Number) map.get("depth")).intValue(), ((Number) map.get("width")).intValue());
    }
}
