package org.stellaops.persistence.dualwrite.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * How the reconciler of a module runs in one process. Its limits do not apply to leader changes, drains and operator
 * requests.
 *
 * @param every how often pending flags are processed; sooner while limits leave something to do
 * @param imagesPerSecond how many images are sent per second; empty for no limit
 * @param keysPerPass how many pending records, and how many pending tombstones, of each entity type one pass processes
 * @param retries how often it retries a rejected image
 */
public record ReconcilerPolicy(Duration every, OptionalInt imagesPerSecond, int keysPerPass, RetryRule retries) {

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
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /** Every second, 2,000 images a second, 5,000 keys in a pass, ten tries. */
    public static ReconcilerPolicy defaults() {
        return new ReconcilerPolicy(Duration.ofSeconds(1), OptionalInt.of(2_000), 5_000, RetryRule.defaults());
    }

    /** This policy at another interval. */
    public ReconcilerPolicy withEvery(Duration interval) {
        return new ReconcilerPolicy(interval, imagesPerSecond, keysPerPass, retries);
    }

    /** This policy with other limits. */
    public ReconcilerPolicy withLimits(OptionalInt images, int keys) {
        return new ReconcilerPolicy(every, images, keys, retries);
    }

    /** This policy with another retry rule. */
    public ReconcilerPolicy withRetries(RetryRule rule) {
        return new ReconcilerPolicy(every, imagesPerSecond, keysPerPass, rule);
    }
}
