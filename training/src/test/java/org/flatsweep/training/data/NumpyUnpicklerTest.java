package org.flatsweep.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import net.razorvine.pickle.PickleException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On what CPython 3.11 and numpy 2.4.6 pickled. */
class NumpyUnpicklerTest {

    /** {b'data': np.array([[250, 251, 252], [253, 254, 255]], np.uint8), 'labels': [1, 300]} in protocols 2 to 5. */
    @ParameterizedTest
    @ValueSource(strings = {
        "gAJ9cQAoY19jb2RlY3MKZW5jb2RlCnEBWAQAAABkYXRhcQJYBgAAAGxhdGluMXEDhnEEUnEFY251bXB5Ll9jb3JlLm11bHRpYXJyYXkKX3Jl"
                + "Y29uc3RydWN0CnEGY251bXB5Cm5kYXJyYXkKcQdLAIVxCGgBWAEAAABicQloA4ZxClJxC4dxDFJxDShLAUsCSwOGcQ5jbnVtcHkK"
                + "ZHR5cGUKcQ9YAgAAAHUxcRCJiIdxEVJxEihLA1gBAAAAfHETTk5OSv////9K/////0sAdHEUYoloAVgMAAAAw7rDu8O8w73DvsO/"
                + "cRVoA4ZxFlJxF3RxGGJYBgAAAGxhYmVsc3EZXXEaKEsBTSwBZXUu",
        "gAN9cQAoQwRkYXRhcQFjbnVtcHkuX2NvcmUubXVsdGlhcnJheQpfcmVjb25zdHJ1Y3QKcQJjbnVtcHkKbmRhcnJheQpxA0sAhXEEQwFicQWH"
                + "cQZScQcoSwFLAksDhnEIY251bXB5CmR0eXBlCnEJWAIAAAB1MXEKiYiHcQtScQwoSwNYAQAAAHxxDU5OTkr/////Sv////9LAHRx"
                + "DmKJQwb6+/z9/v9xD3RxEGJYBgAAAGxhYmVsc3ERXXESKEsBTSwBZXUu",
        "gASVrgAAAAAAAAB9lChDBGRhdGGUjBZudW1weS5fY29yZS5tdWx0aWFycmF5lIwMX3JlY29uc3RydWN0lJOUjAVudW1weZSMB25kYXJyYXmU"
                + "k5RLAIWUQwFilIeUUpQoSwFLAksDhpRoBYwFZHR5cGWUk5SMAnUxlImIh5RSlChLA4wBfJROTk5K/////0r/////SwB0lGKJQwb6"
                + "+/z9/v+UdJRijAZsYWJlbHOUXZQoSwFNLAFldS4=",
        "gAWVmQAAAAAAAAB9lChDBGRhdGGUjBNudW1weS5fY29yZS5udW1lcmljlIwLX2Zyb21idWZmZXKUk5QolgYAAAAAAAAA+vv8/f7/lIwFbnVt"
                + "cHmUjAVkdHlwZZSTlIwCdTGUiYiHlFKUKEsDjAF8lE5OTkr/////Sv////9LAHSUYksCSwOGlIwBQ5R0lFKUjAZsYWJlbHOUXZQo"
                + "SwFNLAFldS4="})
    void bytesAndListsAreReadInEveryProtocol(String pickle) throws IOException {
        Map<?, ?> dictionary = (Map<?, ?>) unpickle(pickle);

        assertThat(dictionary.get("labels")).isEqualTo(List.of(1, 300));
        assertThat(dictionary.values()).filteredOn(NumpyBytes.class::isInstance).singleElement()
                .satisfies(NumpyUnpicklerTest::assertTwoByThree);
    }

    /** np.asfortranarray of the same array in protocols 2 and 5. */
    @ParameterizedTest
    @ValueSource(strings = {
        "gAJjbnVtcHkuX2NvcmUubXVsdGlhcnJheQpfcmVjb25zdHJ1Y3QKcQBjbnVtcHkKbmRhcnJheQpxAUsAhXECY19jb2RlY3MKZW5jb2RlCnED"
                + "WAEAAABicQRYBgAAAGxhdGluMXEFhnEGUnEHh3EIUnEJKEsBSwJLA4ZxCmNudW1weQpkdHlwZQpxC1gCAAAAdTFxDImIh3ENUnEO"
                + "KEsDWAEAAAB8cQ9OTk5K/////0r/////SwB0cRBiiGgDWAwAAADDusO9w7vDvsO8w79xEWgFhnESUnETdHEUYi4=",
        "gAWVfAAAAAAAAACME251bXB5Ll9jb3JlLm51bWVyaWOUjAtfZnJvbWJ1ZmZlcpSTlCiWBgAAAAAAAAD6/fv+/P+UjAVudW1weZSMBWR0eXBl"
                + "lJOUjAJ1MZSJiIeUUpQoSwOMAXyUTk5OSv////9K/////0sAdJRiSwJLA4aUjAFGlHSUUpQu"})
    void columnMajorArraysAreTransposed(String pickle) throws IOException {
        assertThat(unpickle(pickle)).satisfies(NumpyUnpicklerTest::assertTwoByThree);
    }

    @Test
    void aFunctionToCallIsRefused() {
        assertThatThrownBy(() -> unpickle("gASVHwAAAAAAAACMBXBvc2l4lIwGc3lzdGVtlJOUjAR0cnVllIWUUpQu"))
                .isInstanceOf(PickleException.class)
                .hasMessageContaining("posix.system");
    }

    @Test
    void anObjectOfAnotherClassIsRefused() {
        assertThatThrownBy(() -> unpickle("gAJjY29sbGVjdGlvbnMKT3JkZXJlZERpY3QKcQApUnEBWAEAAABhcQJLAXMu"))
                .isInstanceOf(PickleException.class)
                .hasMessageContaining("collections.OrderedDict");
    }

    /** np.arange(2) */
    @Test
    void anArrayOfAnotherTypeIsRefused() {
        assertThatThrownBy(() -> unpickle("gASVmQAAAAAAAACMFm51bXB5Ll9jb3JlLm11bHRpYXJyYXmUjAxfcmVjb25zdHJ1Y3SUk5SMBW51b"
                        + "XB5lIwHbmRhcnJheZSTlEsAhZRDAWKUh5RSlChLAUsChZRoA4wFZHR5cGWUk5SMAmk4lImIh5RSlChLA4wBPJROTk5K/////0"
                        + "r/////SwB0lGKJQxAAAAAAAAAAAAEAAAAAAAAAlHSUYi4="))
                .isInstanceOf(PickleException.class)
                .hasMessageContaining("type i8");
    }

    private static void assertTwoByThree(Object array) {
        assertThat(((NumpyBytes) array).shape()).containsExactly(2, 3);
        assertThat(((NumpyBytes) array).rowMajor()).containsExactly(250, 251, 252, 253, 254, 255);
    }

    private static Object unpickle(String base64) throws IOException {
        return new NumpyUnpickler().load(new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
    }
}
