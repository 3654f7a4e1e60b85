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

    @Mixin
    private OutputOption output;

    @Parameters(paramLabel = "NAME", converter = TokenName.class, description = "The token's name.")
    private String name;

    @Override
    public void run() {
        output.print(server.client().rotateToken(name),
                issued -> IssuedToken.of(issued).print(spec.commandLine().getErr()));
    }
}
