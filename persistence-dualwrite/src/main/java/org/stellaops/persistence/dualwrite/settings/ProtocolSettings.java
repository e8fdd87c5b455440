// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.settings;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Settings of the protocol's operations. None of them affects safety.
 *
 * @param attempts how often a write begins again because another writer was faster
 * @param batch how many keys a reconciler takes at once
 * @param grace how old an intent must be before anyone but its writer finishes it: a few deadlines of a request
 * @param tokens where tokens come from
 * @param clock by which the age of an intent, and when a try is due, is judged
 * @param retries how often the reconciler tries what the follower refuses
 * @param batchBytes about how many bytes of contents a reconciler takes at once
 */
public record ProtocolSettings(
        int attempts,
        int batch,
        Duration grace,
        Tokens tokens,
        InstantSource clock,
        RetryRule retries,
        long batchBytes) {

    /** The default of {@link #batchBytes}. */
    public static final long DEFAULT_BATCH_BYTES = 8L * 1024 * 1024;

    private static final int DEFAULT_ATTEMPTS = 5;
    private static final int DEFAULT_BATCH = 500;
    private static final int SMALL_BATCH = 10;
    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);

    /**
     * Rejects settings with which nothing would be attempted.
     *
     * @throws IllegalArgumentException if attempts or batch are not positive, or the grace is negative
     */
    public ProtocolSettings {
        if (attempts < 1 || batch < 1 || batchBytes < 1 || grace.isNegative()) {
            throw new IllegalArgumentException(
                    "attempts, batch and batchBytes must be at least 1 and grace not negative, but are " + attempts
                            + ", " + batch + ", " + batchBytes + " and " + grace);
        }
    }

    /** Settings with the default number of bytes in a batch. */
    public ProtocolSettings(
            int attempts, int batch, Duration grace, Tokens tokens, InstantSource clock, RetryRule retries) {
        this(attempts, batch, grace, tokens, clock, retries, DEFAULT_BATCH_BYTES);
    }

    /** Settings with the default rule for what the follower refuses. */
    public ProtocolSettings(int attempts, int batch, Duration grace, Tokens tokens, InstantSource clock) {
        this(attempts, batch, grace, tokens, clock, RetryRule.defaults());
    }

    /** Five attempts, batches of 500, ten seconds of grace, by the clock of the system. */
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
        return new ProtocolSettings(attempts, batch, other, tokens, clock, retries, batchBytes);
    }

    /** These settings with another batch size. */
    public ProtocolSettings withBatch(int size) {
        return new ProtocolSettings(attempts, size, grace, tokens, clock, retries, batchBytes);
    }

    /** These settings with another source of tokens. */
    public ProtocolSettings withTokens(Tokens other) {
        return new ProtocolSettings(attempts, batch, grace, other, clock, retries, batchBytes);
    }

    /** These settings with another retry rule. */
    public ProtocolSettings withRetries(RetryRule other) {
        return new ProtocolSettings(attempts, batch, grace, tokens, clock, other, batchBytes);
    }

    /** These settings with batches of about so many bytes. */
    public ProtocolSettings withBatchBytes(long bytes) {
        return new ProtocolSettings(attempts, batch, grace, tokens, clock, retries, bytes);
    }

    /** How many keys are taken at once where their contents cannot be weighed first. */
    public int smallBatch() {
        return Math.min(batch, SMALL_BATCH);
    }
}
