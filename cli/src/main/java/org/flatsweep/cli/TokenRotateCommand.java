package org.flatsweep.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "rotate",
        description = "Print another token of the same name, scope and lifetime; the one before ends at once.")
final class TokenRotateCommand implements Runnable {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Mixin
    private ServerOption server;

    @Parameters(paramLabel = "NAME", converter = TokenName.class, description = "The token's name.")
    private String name;

    @Override
    public void run() {
        IssuedToken.of(server.client().rotateToken(name)).print(spec.commandLine().getErr());
    }
}
