package org.stellaops.persistence.dualwrite.settings;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Settings of the protocol's operations. None of them affects safety.
 *
 * @param attempts how often a write is retried after a concurrent write won
 * @param batch how many keys a reconciler processes per page
 * @param grace how old an intent must be before another process completes it: a few request deadlines
 * @param tokens the source of tokens
 * @param clock for the age of an intent, and for when a retry is due
 * @param retries how often the reconciler retries a rejected image
 */
public record ProtocolSettings(
        int attempts, int batch, Duration grace, Tokens tokens, InstantSource clock, RetryRule retries) {

    private static final int DEFAULT_ATTEMPTS = 5;
    private static final int DEFAULT_BATCH = 200;
    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);

    /**
     * Rejects settings with which nothing would be attempted.
     *
     * @throws IllegalArgumentException if attempts or batch are not positive, or the grace is negative
     */
    public ProtocolSettings {
        if (attempts < 1 || batch < 1 || grace.isNegative()) {
            throw new IllegalArgumentException("attempts and batch must be at least 1 and grace not negative, but are "
                    + attempts + ", " + batch + " and " + grace);
        }
    }

    /** Settings with the default retry rule. */
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

    /** These settings with another grace period. */
    public ProtocolSettings withGrace(Duration other) {
        return new ProtocolSettings(attempts, batch, other, tokens, clock, retries);
    }

    /** These settings with another batch size. */
    public ProtocolSettings withBatch(int size) {
        return new ProtocolSettings(attempts, size, grace, tokens, clock, retries);
    }

    /** These settings with another source of tokens. */
    public ProtocolSettings withTokens(Tokens other) {
        return new ProtocolSettings(attempts, batch, grace, other, clock, retries);
    }

    /** These settings with another retry rule. */
    public ProtocolSettings withRetries(RetryRule other) {
        return new ProtocolSettings(attempts, batch, grace, tokens, clock, other);
    }
}
