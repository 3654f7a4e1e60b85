package org.flatsweep.cli;

/** What the end of a command tells scripts; {@code --help} lists them. */
final class ExitCode {

    static final int SUCCESS = 0;
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;
    static final int UNREACHABLE = 3;

    private ExitCode() {}
}
