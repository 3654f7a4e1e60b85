package org.flatsweep.cli;

import java.net.URI;
import java.net.URISyntaxException;

/** The address of an HTTP server that a user gave. */
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
            if (web && address.getHost() != null) {
                return address;
            }
        } catch (URISyntaxException e) {
            // Its reason is one of the grammar of addresses, which helps nobody.
        }
        throw new WrongUsageException("%s must be like %s, not '%s'".formatted(source, example, text));
    }
}
