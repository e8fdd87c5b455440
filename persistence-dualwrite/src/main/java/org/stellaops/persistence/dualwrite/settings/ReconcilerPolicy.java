// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * How the reconciler of a module runs in one process. Its limits do not apply to leader changes, drains and operator
 * requests.
 *
 * @param every how often pendingFlags are looked at; sooner while limits leave something to do
 * @param imagesPerSecond how many images are sent in a second; empty for any number
 * @param keysPerPass how many pending records, and how many pending tombstones, of each entity type one pass looks at
 * @param retries how often it tries what the follower refuses
 * @param batchBytes about how many bytes of contents it takes into memory at once; a record that is larger is taken alone
 */
public record ReconcilerPolicy(
        Duration every, OptionalInt imagesPerSecond, int keysPerPass, RetryRule retries, long batchBytes) {

    private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);

    /**
     * Rejects the whole policy at once.
     *
     * @throws IllegalArgumentException if a number is not positive, or the interval is longer than an hour
     */
    public ReconcilerPolicy {
        List<String> problems = new ArrayList<>();
        if (every.isNegative() || every.isZero() || every.compareTo(LONGEST_INTERVAL) > 0) {
            problems.add("every must be longer than nothing and at most an hour, but was " + every);
        }
        if (imagesPerSecond.isPresent() && imagesPerSecond.getAsInt() < 1) {
            problems.add("images-per-second must be at least 1, but was " + imagesPerSecond.getAsInt());
        }
        if (keysPerPass < 1) {
            problems.add("keys-per-pass must be at least 1, but was " + keysPerPass);
        }
        if (batchBytes < 1) {
            problems.add("batch-bytes must be at least 1, but was " + batchBytes);
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /** A policy with the default number of bytes in a batch. */
    public ReconcilerPolicy(Duration every, OptionalInt imagesPerSecond, int keysPerPass, RetryRule retries) {
        this(every, imagesPerSecond, keysPerPass, retries, ProtocolSettings.DEFAULT_BATCH_BYTES);
    }

    /** Every second, 2,000 images a second, 5,000 keys in a pass, ten tries, 8 MiB in a batch. */
    public static ReconcilerPolicy defaults() {
        return new ReconcilerPolicy(Duration.ofSeconds(1), OptionalInt.of(2_000), 5_000, RetryRule.defaults());
    }

    /** This policy at another interval. */
    public ReconcilerPolicy withEvery(Duration interval) {
        return new ReconcilerPolicy(interval, imagesPerSecond, keysPerPass, retries, batchBytes);
    }

    /** This policy with other limits. */
    public ReconcilerPolicy withLimits(OptionalInt images, int keys) {
        return new ReconcilerPolicy(every, images, keys, retries, batchBytes);
    }

    /** This policy with another retry rule. */
    public ReconcilerPolicy withRetries(RetryRule rule) {
        return new ReconcilerPolicy(every, imagesPerSecond, keysPerPass, rule, batchBytes);
    }

    /** This policy with batches of about so many bytes. */
    public ReconcilerPolicy withBatchBytes(long bytes) {
        return new ReconcilerPolicy(every, imagesPerSecond, keysPerPass, retries, bytes);
    }
}
