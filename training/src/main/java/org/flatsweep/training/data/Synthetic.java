package org.flatsweep.training.data;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.flatsweep.domain.Sha256;

/**
 * Colour images for tests and benchmarks, made in memory and the same to the bit on every machine. An image is a
 * mixture, in random shares, of its class's pattern of coloured squares and, more faintly, another class's, moved round by
 * up to half the side in both directions, under noise.
 */
final class Synthetic {

    private static final int CLASSES = 10;
    private static final int CHANNELS = 3;
    private static final int TRAIN = 2000;
    private static final int TEST = 500;
    private static final long SEED = 2;

    /** Squares along a side. */
    private static final int SQUARES = 4;
    /** Largest distance of a pattern from grey. */
    private static final int CONTRAST = 40;
    /** Shares are in this unit: the class's is from ½ to 1, the other's from 0 to ½. */
    private static final int WHOLE = 256;
    /** The sum of two uniform numbers up to this, either way. */
    private static final int NOISE = 48;
    private static final int GREY = 128;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final int resolution;
    private final int[][] patterns = new int[CLASSES][CHANNELS * SQUARES * SQUARES];

    private Synthetic(int resolution) {
        this.resolution = resolution;
        for (int[] pattern : patterns) {
            for (int i = 0; i < pattern.length; i++) {
                pattern[i] = symmetric(CONTRAST);
            }
        }
    }

    /** @param resolution a multiple of 4 */
    static Source make(int resolution) {
        Synthetic synthetic = new Synthetic(resolution);
        Images train = synthetic.images(TRAIN);
        Images test = synthetic.images(TEST);
        return new Source(train, test, false, Sha256.of(train.pixels(), bytes(train.labels()), test.pixels(),
                bytes(test.labels())));
    }

    /** As many of each class. */
    private Images images(int count) {
        int size = CHANNELS * resolution * resolution;
        byte[] pixels = new byte[count * size];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % CLASSES;
            paint(labels[i], pixels, i * size);
        }
        return new Images(pixels, labels, CHANNELS, resolution, CLASSES);
    }

    private void paint(int label, byte[] pixels, int offset) {
        int share = WHOLE / 2 + random.nextInt(WHOLE / 2 + 1);
        int[] other = patterns[(label + 1 + random.nextInt(CLASSES - 1)) % CLASSES];
        int otherShare = random.nextInt(WHOLE / 2 + 1);
        int side = resolution / SQUARES;
        int down = random.nextInt(resolution / 2 + 1);
        int right = random.nextInt(resolution / 2 + 1);
        for (int c = 0; c < CHANNELS; c++) {
            for (int y = 0; y < resolution; y++) {
                for (int x = 0; x < resolution; x++) {
                    int row = (y + down) % resolution / side;
                    int column = (x + right) % resolution / side;
                    int square = (c * SQUARES + row) * SQUARES + column;
                    int signal = (share * patterns[label][square] + otherShare * other[square]) / WHOLE;
                    // From 128 − 156 to 128 + 156: what is too dark or too bright is cut off.
                    int value = GREY + signal + symmetric(NOISE) + symmetric(NOISE);
                    pixels[offset++] = (byte) Math.min(Math.max(value, 0), 255);
                }
            }
        }
    }

    private int symmetric(int largest) {
        return random.nextInt(2 * largest + 1) - largest;
    }

    private static byte[] bytes(int[] labels) {
        ByteBuffer bytes = ByteBuffer.allocate(labels.length * Integer.BYTES);
        bytes.asIntBuffer().put(labels);
        return bytes.array();
    }
}
