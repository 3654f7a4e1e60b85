package org.flatsweep.worker;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.retry.RetryListener;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryState;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.core.retry.Retryable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;

/**
 * Repeats database work, with back-off, for as long as the database cannot be reached.
 *
 * <p>There is no limit of its own: while nobody reaches the database nobody can take a trial away either, and once it
 * is back the fence tells whether the trial is still ours.
 */
final class OutageRetry implements RetryListener {

    private static final Logger LOG = LoggerFactory.getLogger(OutageRetry.class);

    /** Of a server that has become a standby, or takes no writes while its disk is nearly full. */
    private static final String READ_ONLY = "25006";

    private OutageRetry() {}

    /** Gives up, with the last exception, once {@code over} says so. */
    static RetryTemplate until(BooleanSupplier over) {
        RetryTemplate retry = new RetryTemplate(RetryPolicy.builder()
                .predicate(e -> isOutage(e) && !over.getAsBoolean())
                .maxRetries(Long.MAX_VALUE)
                .delay(Duration.ofMillis(200))
                .multiplier(2)
                .maxDelay(Duration.ofSeconds(3))
                .build());
        retry.setRetryListener(new OutageRetry());
        return retry;
    }

    /** Whether the database could not be reached or gave up for a reason that passes. */
    static boolean isOutage(Throwable e) {
        return e instanceof DataAccessResourceFailureException
                || e instanceof TransientDataAccessException
                || e instanceof RecoverableDataAccessException
                || e instanceof UncategorizedSQLException said && READ_ONLY.equals(said.getSQLException().getSQLState());
    }

    /** The innermost message, which unlike the outer ones does not quote the SQL. */
    static String reason(Throwable e) {
        Throwable cause = NestedExceptionUtils.getMostSpecificCause(e);
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    @Override
    public void beforeRetry(RetryPolicy policy, Retryable<?> work, RetryState state) {
        if (state.getRetryCount() == 1) {
            LOG.warn("database not reachable, trying again until it is: {}", reason(state.getLastException()));
        }
    }

    @Override
    public void onRetrySuccess(RetryPolicy policy, Retryable<?> work, Object result) {
        LOG.info("database reachable again");
    }
}
