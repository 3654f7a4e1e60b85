package org.flatsweep.training.probe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeSetTest {

    @ParameterizedTest
    @ValueSource(ints = {16, 20, 64, 79, 80, 127, 512, 1000})
    void itsPartsAreFullBlocksOfChannels(int images) {
        assertThat(ProbeSet.sizes(images)).allMatch(size -> size % 16 == 0 && size > 0 && size <= 64);
        assertThat(ProbeSet.sizes(images).stream().mapToInt(Integer::intValue).sum()).isBetween(images - 15, images);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15})
    void fewerImagesThanABlockAreAllUsed(int images) {
        assertThat(ProbeSet.sizes(images)).containsExactly(images);
    }
}
