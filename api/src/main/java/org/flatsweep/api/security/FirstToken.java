package org.flatsweep.api.security;

import org.flatsweep.api.problem.Problem;
import org.flatsweep.database.DatabaseAddress;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Makes a token with the scope admin for whoever has the database, as the API makes tokens only for those with one. */
public final class FirstToken {

    private static final int EXIT_FAILED = 1;
    private static final int EXIT_USAGE = 2;

    private FirstToken() {}

    /**
     * Writes the token, and nothing else, to standard output.
     *
     * @return the exit status; a line on standard error says why it is not 0
     */
    public static int print(String name, DatabaseAddress database) {
        // Whose defaults would write to standard output.
        LoggingSystem.get(FirstToken.class.getClassLoader()).beforeInitialize();
        if (!name.matches(AccessTokens.NAME)) {
            System.err.printf("the name is '%s'; allowed: %s%n", name, AccessTokens.NAME_ALLOWED);
            return EXIT_USAGE;
        }
        var source = new DriverManagerDataSource(database.jdbcUrl(), database.user(), database.password());
        try {
            AccessTokens tokens = new AccessTokens(JdbcClient.create(source));
            System.out.println(tokens.create(name, Scope.ADMIN, null, null).token());
            return 0;
        } catch (Problem e) {
            System.err.println(e.getBody().getDetail());
        } catch (DataAccessException e) {
            System.err.println(NestedExceptionUtils.getMostSpecificCause(e).getMessage());
        }
        return EXIT_FAILED;
    }
}
