package org.flatsweep.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

@Command(
        name = "token",
        description = "Make, list, rotate and revoke the tokens by which people and programs use the API.",
        subcommands = {
            TokenCreateCommand.class, TokenListCommand.class, TokenRotateCommand.class, TokenRevokeCommand.class
        })
final class TokenCommand implements Runnable {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "create, ls, rotate or revoke?");
    }
}
