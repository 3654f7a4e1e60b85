package org.flatsweep.cli;

import java.net.URI;
import java.net.URISyntaxException;

/** The address that a user gave of an HTTP server, or of what is below a path there. */
final class WebAddress {

    private WebAddress() {}

    /**
     * @param source where the user gave it: {@code --from}
     * @param example what it could have been
     * @throws WrongUsageException if nothing could be asked there
     */
    static URI parse(String text, String source, String example) {
        try {
            URI address = new URI(text);
            boolean web = "http".equalsIgnoreCase(address.getScheme()) || "https".equalsIgnoreCase(address.getScheme());
            boolean goesOn = address.getRawQuery() == null && address.getRawFragment() == null;
            if (web && address.getHost() != null && goesOn) {
                return address;
            }
        } catch (URISyntaxException e) {
            // Its reason is one of the grammar of addresses, which helps nobody.
        }
        throw new WrongUsageException("%s must be like %s, not '%s'".formatted(source, example, text));
    }
}
