package org.flatsweep.api.settings;

/** A setting that counts something there must be some of. */
public final class PositiveSetting {

    private PositiveSetting() {}

    /** @throws IllegalArgumentException naming the environment variable that set it, if it is not 1 or more */
    public static void require(String variable, int number) {
        if (number < 1) {
            throw new IllegalArgumentException(
                    "%s is %d; allowed: a whole number from 1".formatted(variable, number));
        }
    }
}
