package org.flatsweep.cli;

import java.util.function.Supplier;

/** An argument or a setting is wrong, or names what cannot be read or written: the user has to change it. */
final class WrongUsageException extends CommandFailedException {

    private static final long serialVersionUID = 1L;

    WrongUsageException(String message) {
        super(message);
    }

    /** @param what as the user wrote it: {@code --limit} */
    static void requireRange(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new WrongUsageException("%s must be from %d to %d, not %d".formatted(what, least, most, value));
        }
    }

    /**
     * @param meaning of an argument or a setting
     * @throws WrongUsageException if that is an {@link IllegalArgumentException}, which has to tell the user why
     */
    static <T> T unlessIllegal(Supplier<T> meaning) {
        try {
            return meaning.get();
        } catch (IllegalArgumentException e) {
            throw new WrongUsageException(e.getMessage());
        }
    }

    @Override
    int exitCode() {
        return ExitCode.WRONG_USAGE;
    }
}
