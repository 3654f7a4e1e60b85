package org.flatsweep.api.figure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {

    @ParameterizedTest
    @CsvSource({
        "validation_accuracy, Validation accuracy (%), 100",
        "test_error, Test error (%), 100",
        "probe_posterior_train_error, Probe posterior train error (%), 100",
        "probe_lambda_max_error, Probe lambda max error, 1",
        "train_loss, Train loss (nats), 1",
        "validation_elbo, Validation ELBO (nats), 1",
        "gradient_norm, Gradient norm, 1"
    })
    void shouldLabelMetricsByTheirUnit(String metric, String label, double factor) {
        Quantity quantity = Quantity.ofMetric(metric);

        assertThat(quantity.label()).isEqualTo(label);
        assertThat(quantity.factor()).isEqualTo(factor);
    }
}
