package org.flatsweep.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "revoke", description = "End a token at once.")
final class TokenRevokeCommand implements Runnable {

    @Mixin
    private ServerOption server;

    @Mixin
    private OutputOption output;

    @Parameters(paramLabel = "NAME", converter = TokenName.class, description = "The token's name.")
    private String name;

    @Override
    public void run() {
        server.client().revokeToken(name);
        // The API has nothing to add.
        output.print("{\"name\": \"%s\", \"revoked\": true}".formatted(name),
                revoked -> System.out.printf("Token '%s' is good for nothing any more.%n", name));
    }
}
