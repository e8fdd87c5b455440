package org.stellaops.persistence.dualwrite.settings;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What the operations of the protocol may be told. None of it bears on safety.
 *
 * @param attempts how often a write begins again because another writer was faster
 * @param batch how many keys a reconciler takes at once
 * @param grace how old an intent must be before anyone but its writer finishes it: a few deadlines of a request
 * @param tokens where tokens come from
 * @param clock by which the age of an intent, and when a try is due, is judged
 * @param retries how often the reconciler tries what the follower refuses
 */
public record ProtocolSettings(
        int attempts, int batch, Duration grace, Tokens tokens, InstantSource clock, RetryRule retries) {

    private static final int DEFAULT_ATTEMPTS = 5;
    private static final int DEFAULT_BATCH = 200;
    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);

    /**
     * Rejects settings with which nothing would ever be tried.
     *
     * @throws IllegalArgumentException if attempts or batch are not positive, or the grace is negative
     */
    public ProtocolSettings {
        if (attempts < 1 || batch < 1 || grace.isNegative()) {
            throw new IllegalArgumentException("attempts and batch must be at least 1 and grace not negative, but are "
                    + attempts + ", " + batch + " and " + grace);
        }
    }

    /** Settings with the default rule for what the follower refuses. */
    public ProtocolSettings(int attempts, int batch, Duration grace, Tokens tokens, InstantSource clock) {
        this(attempts, batch, grace, tokens, clock, RetryRule.defaults());
    }

    /** Five attempts, batches of 200, ten seconds of grace, by the clock of the system. */
    public static ProtocolSettings defaults() {
        return at(InstantSource.system());
    }

    /** The defaults by another clock. */
    public static ProtocolSettings at(InstantSource clock) {
        return new ProtocolSettings(
                DEFAULT_ATTEMPTS,
                DEFAULT_BATCH,
                DEFAULT_GRACE,
                new Ulids(clock, new SecureRandom()),
                clock,
                RetryRule.defaults());
    }

    /** These settings with another grace. */
    public ProtocolSettings withGrace(Duration other) {
        return new ProtocolSettings(attempts, batch, other, tokens, clock, retries);
    }

    /** These settings with batches of another size. */
    public ProtocolSettings withBatch(int size) {
        return new ProtocolSettings(attempts, size, grace, tokens, clock, retries);
    }

    /** These settings with tokens from elsewhere. */
    public ProtocolSettings withTokens(Tokens other) {
        return new ProtocolSettings(attempts, batch, grace, other, clock, retries);
    }

    /** These settings with another rule for what the follower refuses. */
    public ProtocolSettings withRetries(RetryRule other) {
        return new ProtocolSettings(attempts, batch, grace, tokens, clock, other);
    }
}
