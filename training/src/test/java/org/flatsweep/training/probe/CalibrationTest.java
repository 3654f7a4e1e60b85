package org.flatsweep.training.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CalibrationTest {

    private static final Offset<Double> EXACT = within(1e-12);

    /** Two answers in the bin of 0.8 (12/15 to 13/15), one right; one in the bin of 0.5 (7/15 to 8/15), right. */
    @Test
    void isAsComputedByHand() {
        Calibration calibration = Calibration.of(
                new double[][] {{0.82, 0.1, 0.08}, {0.1, 0.84, 0.06}, {0.3, 0.2, 0.5}}, new int[] {0, 2, 2});

        assertThat(calibration.nll()).isEqualTo(-(Math.log(0.82) + Math.log(0.06) + Math.log(0.5)) / 3, EXACT);
        double first = 0.18 * 0.18 + 0.1 * 0.1 + 0.08 * 0.08;
        double second = 0.1 * 0.1 + 0.84 * 0.84 + 0.94 * 0.94;
        double third = 0.3 * 0.3 + 0.2 * 0.2 + 0.5 * 0.5;
        assertThat(calibration.brier()).isEqualTo((first + second + third) / 3, EXACT);
        assertThat(calibration.ece()).isEqualTo(2.0 / 3 * (0.83 - 0.5) + 1.0 / 3 * (1 - 0.5), EXACT);
    }

    @Test
    void ofCertaintyThatIsRightIsPerfect() {
        assertThat(Calibration.of(new double[][] {{0, 1}, {1, 0}}, new int[] {1, 0}))
                .isEqualTo(new Calibration(0, 0, 0));
    }

    @Test
    void ofCertaintyThatIsWrongIsFiniteAndWorst() {
        Calibration calibration = Calibration.of(new double[][] {{0, 1}}, new int[] {0});

        assertThat(calibration.nll()).isEqualTo(-Math.log(Double.MIN_NORMAL), EXACT);
        assertThat(calibration.brier()).isEqualTo(2, EXACT);
        assertThat(calibration.ece()).isEqualTo(1, EXACT);
    }

    /** Right in 7 of 10 answers of confidence 0.7: no single answer is calibrated, the bin is. */
    @Test
    void errorsOfOneBinCancel() {
        double[][] probabilities = new double[10][];
        int[] classes = new int[10];
        for (int i = 0; i < 10; i++) {
            probabilities[i] = new double[] {0.3, 0.7};
            classes[i] = i < 7 ? 1 : 0;
        }

        assertThat(Calibration.of(probabilities, classes).ece()).isEqualTo(0, EXACT);
    }
}
