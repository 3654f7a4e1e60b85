package org.flatsweep.api.results;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

    @ParameterizedTest
    @CsvSource({"0.05, 0.05", "2.15443469003E-5, 2.154E-5", "0.148817572082, 0.1488", "1.99996, 2.0"})
    void shouldWriteHyperparametersWithFourDigits(double value, String text) {
        assertThat(Numbers.hyperparameter(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"128", "cosine"})
    void shouldWriteOtherHyperparametersAsTheyAre(String value) {
        assertThat(Numbers.hyperparameter(value)).isEqualTo(value);
    }
}
