package org.flatsweep.cli.toy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeightColoursTest {

    private final HeightColours colours = new HeightColours();

    @Test
    void runsFromViridisDarkToItsBrightEnd() {
        assertThat(colours.getPaint(colours.getLowerBound() + 1e-6).getRGB()).isEqualTo(0xff440154);
        assertThat(colours.getPaint(colours.getUpperBound() - 1e-6).getRGB()).isEqualTo(0xfffde725);
    }

    @Test
    void keepsTheLastColourForHeightsBeyond() {
        assertThat(colours.getPaint(0.01)).isEqualTo(colours.getPaint(colours.getLowerBound() + 1e-6));
        assertThat(colours.getPaint(100)).isEqualTo(colours.getPaint(colours.getUpperBound() - 1e-6));
    }

    @Test
    void isGreyWhereThereIsNoHeight() {
        assertThat(colours.getPaint(Double.POSITIVE_INFINITY)).isEqualTo(HeightColours.NOT_FINITE);
        assertThat(colours.getPaint(Double.NaN)).isEqualTo(HeightColours.NOT_FINITE);
    }
}
