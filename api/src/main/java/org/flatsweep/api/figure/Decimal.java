package org.flatsweep.api.figure;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as people write them. */
final class Decimal {

    private Decimal() {}

    /** Three significant digits, without trailing zeros: 0.05, 2.5E-7, 12. */
    static String text(double value) {
        BigDecimal decimal = new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros();
        return Math.abs(value) < 1e-4 || Math.abs(value) >= 1e5 ? decimal.toString() : decimal.toPlainString();
    }
}
