package org.flatsweep.training.data;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.flatsweep.domain.Sha256;

/** The bundled handwritten digits: 1,797 grey images of 8 × 8 with values from 0 to 16 (see NOTICE beside them). */
final class Digits {

    private static final int SIDE = 8;
    private static final int BRIGHTEST = 16;
    private static final int CLASSES = 10;
    /** There is no official test set: this split takes the place of one, the same for everyone. */
    private static final double TEST_FRACTION = 0.2;
    private static final long TEST_SPLIT_SEED = 0;

    private Digits() {}

    static Source load(int resolution) {
        byte[] file = bytes();
        List<int[]> rows = rows(file);
        int[] labels = rows.stream().mapToInt(row -> row[SIDE * SIDE]).toArray();
        byte[] pixels = new byte[rows.size() * resolution * resolution];
        for (int i = 0; i < rows.size(); i++) {
            upsample(rows.get(i), resolution, pixels, i * resolution * resolution);
        }
        Images all = new Images(pixels, labels, 1, resolution, CLASSES);
        StratifiedSplit split = StratifiedSplit.of(labels, TEST_FRACTION, TEST_SPLIT_SEED);
        return new Source(all.select(split.kept()), all.select(split.heldOut()), false, Sha256.of(file));
    }

    private static byte[] bytes() {
        try (InputStream in = Digits.class.getResourceAsStream("digits.csv.gz")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the bundled digits", e);
        }
    }

    private static List<int[]> rows(byte[] file) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(new ByteArrayInputStream(file)), StandardCharsets.US_ASCII))) {
            return lines.lines()
                    .map(line -> Arrays.stream(line.split(",")).mapToInt(Integer::parseInt).toArray())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the bundled digits", e);
        }
    }

    /** Bilinear, with pixel centres at half integers and the border repeated outwards. */
    private static void upsample(int[] row, int resolution, byte[] pixels, int offset) {
        for (int y = 0; y < resolution; y++) {
            double v = source(y, resolution);
            int top = (int) v;
            int bottom = Math.min(top + 1, SIDE - 1);
            for (int x = 0; x < resolution; x++) {
                double u = source(x, resolution);
                int left = (int) u;
                int right = Math.min(left + 1, SIDE - 1);
                double above = mix(row[top * SIDE + left], row[top * SIDE + right], u - left);
                double below = mix(row[bottom * SIDE + left], row[bottom * SIDE + right], u - left);
                pixels[offset + y * resolution + x] = (byte) Math.round(mix(above, below, v - top) * 255 / BRIGHTEST);
            }
        }
    }

    private static double source(int target, int resolution) {
        double position = (target + 0.5) * SIDE / resolution - 0.5;
        return Math.min(Math.max(position, 0), SIDE - 1);
    }

    private static double mix(double from, double to, double weight) {
        return from + weight * (to - from);
    }
}
