package org.flatsweep.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ImagesTest {

    /** 300 images of class 0, 100 of class 1; each has its index for pixels. */
    private static final Images ALL = new Images(pixels(), classes(), 1, 2, 2);

    @Test
    void aStratifiedSampleHasEveryClassByItsShareAndTheSeedDecidesIt() {
        Images sample = ALL.stratifiedSample(40, 1);

        assertThat(sample.count()).isEqualTo(40);
        assertThat(Arrays.stream(sample.labels()).sum()).as("images of class 1").isEqualTo(10);
        assertThat(ALL.stratifiedSample(40, 1).pixels()).isEqualTo(sample.pixels());
        assertThat(ALL.stratifiedSample(40, 2).pixels()).isNotEqualTo(sample.pixels());
        assertThat(ALL.stratifiedSample(401, 1)).isSameAs(ALL);
    }

    @Test
    void aSampleHasNoImageTwiceAndTheSeedDecidesIt() {
        Images sample = ALL.sample(40, 1);

        assertThat(indices(sample)).hasSize(40).doesNotHaveDuplicates();
        assertThat(indices(sample)).isEqualTo(indices(ALL.sample(40, 1))).isNotEqualTo(indices(ALL.sample(40, 2)));
        assertThat(indices(ALL.sample(1000, 1))).containsExactlyInAnyOrder(indices(ALL));
    }

    private static int[] indices(Images images) {
        return IntStream.range(0, images.count())
                .map(i -> (images.pixels()[4 * i] & 0xff) + 256 * images.pixels()[4 * i + 1])
                .toArray();
    }

    private static byte[] pixels() {
        byte[] pixels = new byte[1600];
        for (int i = 0; i < 400; i++) {
            pixels[4 * i] = (byte) i;
            pixels[4 * i + 1] = (byte) (i / 256);
        }
        return pixels;
    }

    private static int[] classes() {
        return IntStream.range(0, 400).map(i -> i < 300 ? 0 : 1).toArray();
    }
}
