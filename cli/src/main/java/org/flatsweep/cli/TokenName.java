package org.flatsweep.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What the API takes as the name of a token, which stands in addresses. */
final class TokenName implements ITypeConverter<String> {

    static final String ALLOWED = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";

    @Override
    public String convert(String text) {
        if (!text.matches(ALLOWED)) {
            throw new TypeConversionException(
                    "'%s' is not 1 to 100 letters, digits, '.', '-' or '_', the first a letter or digit"
                            .formatted(text));
        }
        return text;
    }
}
