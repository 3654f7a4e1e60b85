package org.flatsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalFlatsweepTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, off", "127.0.0.2, off", "localhost, off", "::1, off", "0.0.0.0, required", "::, required",
        "192.168.1.7, required"})
    void asksForTokensWhereOthersReachIt(String bind, String tokens) {
        assertThat(LocalFlatsweep.tokens(Map.of("FLATSWEEP_BIND", bind))).isEqualTo(tokens);
    }

    @Test
    void asksNobodyOnItsOwnMachineUnlessItIsTold() {
        assertThat(LocalFlatsweep.tokens(Map.of())).isEqualTo("off");
        assertThat(LocalFlatsweep.tokens(Map.of("FLATSWEEP_TOKENS", "required"))).isEqualTo("required");
    }

    @Test
    void saysWhichAddressIsNone() {
        assertThatExceptionOfType(WrongUsageException.class)
                .isThrownBy(() -> LocalFlatsweep.tokens(Map.of("FLATSWEEP_BIND", "256.0.0.1")))
                .withMessage("FLATSWEEP_BIND must be an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all"
                        + " of them, not '256.0.0.1'");
    }
}
