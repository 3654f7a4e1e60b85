package org.flatsweep.training;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which code this is, as its build wrote down. */
final class CodeVersion {

    private CodeVersion() {}

    /**
     * {@code 0.1.0+<commit>}: the project's version and the commit's 40 digits, with {@code -dirty} behind them where
     * files that Git tracks had been changed. Without a commit where the build had no Git to ask.
     */
    static String text() {
        Properties code = new Properties();
        try (InputStream file = CodeVersion.class.getResourceAsStream("code.properties")) {
            code.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the version of this code", e);
        }
        String commit = code.getProperty("commit");
        return code.getProperty("version") + (commit.isEmpty() ? "" : "+" + commit);
    }
}
