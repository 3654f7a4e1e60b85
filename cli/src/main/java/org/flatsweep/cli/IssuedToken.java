package org.flatsweep.cli;

import java.io.PrintWriter;
import tools.jackson.databind.JsonNode;

/** A token that was just made, which nobody can ask for again. */
record IssuedToken(String token, String name, String scope, JsonNode expiresAt) {

    static IssuedToken of(JsonNode answer) {
        JsonNode about = answer.required("access_token");
        return new IssuedToken(answer.required("token").asString(), about.required("name").asString(),
                about.required("scope").asString(), about.path("expires_at"));
    }

    /** The token alone to standard output, for scripts; what people should know of it elsewhere. */
    void print(PrintWriter notes) {
        notes.printf("Token '%s' with the scope %s%s; it is not shown again.%n", name, scope,
                expiresAt.isString() ? ", until " + Wording.time(expiresAt) : "");
        System.out.println(token);
    }
}
