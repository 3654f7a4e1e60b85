package org.flatsweep.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.flatsweep.domain.DatasetSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyntheticTest {

    private final Dataset synthetic = new Datasets(Path.of("none")).load(new DatasetSpec("synthetic", 16, 0.1));

    /** As every dataset, it is part of a result's provenance. */
    @ParameterizedTest
    @CsvSource({
        "16, 99c6b29c4370aabfc200a0d38c7acd462a2995a98c217d581785e4fb25461156",
        "32, 6ffa2563509f56f583b02bed8f9d69c41eeb29dd59e63c41e3144e384c1f06d9"})
    void theImagesAreTheSameOnEveryMachine(int resolution, String sha256) {
        assertThat(Synthetic.make(resolution).sha256()).isEqualTo(sha256);
    }

    @Test
    void everyClassHasAsManyImages() {
        assertThat(synthetic.train().count()).isEqualTo(1800);
        assertThat(synthetic.validation().count()).isEqualTo(200);
        assertThat(synthetic.test().count()).isEqualTo(500);
        for (int c = 0; c < 10; c++) {
            int label = c;
            assertThat(Arrays.stream(synthetic.test().labels()).filter(l -> l == label)).hasSize(50);
        }
    }

    /** The nearest class mean is right far more often than chance, but not always. */
    @Test
    void classesCanBeToldApartButNotByTheirMeansAlone() {
        double[][] means = classMeans(synthetic.train());
        int correct = 0;
        for (int i = 0; i < synthetic.test().count(); i++) {
            correct += nearest(means, synthetic.test(), i) == synthetic.test().labels()[i] ? 1 : 0;
        }

        assertThat(correct / (double) synthetic.test().count()).isBetween(0.6, 0.8);
    }

    private static double[][] classMeans(Images images) {
        double[][] means = new double[images.classes()][images.size()];
        for (int i = 0; i < images.count(); i++) {
            for (int k = 0; k < images.size(); k++) {
                means[images.labels()[i]][k] += images.classes() * (images.pixels()[i * images.size() + k] & 0xff)
                        / (double) images.count();
            }
        }
        return means;
    }

    private static int nearest(double[][] means, Images images, int image) {
        int nearest = -1;
        double smallest = Double.POSITIVE_INFINITY;
        for (int c = 0; c < means.length; c++) {
            double distance = 0;
            for (int k = 0; k < images.size(); k++) {
                double difference = means[c][k] - (images.pixels()[image * images.size() + k] & 0xff);
                distance += difference * difference;
            }
            if (distance < smallest) {
                smallest = distance;
                nearest = c;
            }
        }
        return nearest;
    }
}
