package org.flatsweep.cli;

import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(name = "ls", description = "List the tokens, who made them, and when each was last used.")
final class TokenListCommand implements Runnable {

    @Mixin
    private ServerOption server;

    @Mixin
    private OutputOption output;

    @Option(names = "--all", description = "Those that were revoked as well.")
    private boolean all;

    @Override
    public void run() {
        output.print(server.client().tokens().toString(), list -> print(list.required("tokens")));
    }

    private void print(JsonNode tokens) {
        List<JsonNode> shown = tokens.valueStream()
                .filter(token -> all || !token.path("revoked_at").isString())
                .toList();
        if (shown.isEmpty()) {
            System.out.println("No tokens%s; ./flatsweep token create NAME --scope read makes one.".formatted(
                    tokens.isEmpty() ? "" : " but %d revoked (--all shows them)".formatted(tokens.size())));
            return;
        }
        TextTable table = new TextTable("NAME", "SCOPE", "STATE", "MADE AT", "MADE BY", "EXPIRES AT", "LAST USED");
        shown.forEach(token -> table.add(token.required("name").asString(), token.required("scope").asString(),
                state(token), Wording.time(token.required("created_at")), Wording.value(token.path("created_by")),
                Wording.time(token.path("expires_at")), Wording.time(token.path("last_used_at"))));
        System.out.print(table);
    }

    private static String state(JsonNode token) {
        if (token.path("revoked_at").isString()) {
            return "revoked";
        }
        JsonNode end = token.path("expires_at");
        return end.isString() && Instant.parse(end.asString()).isBefore(Instant.now()) ? "expired" : "good";
    }
}
