// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * With which version and with which time each process starts. The first service always knows every type, so that somebody may move
 * the lead; the second is now and then an earlier version, with a clock that is wrong. Safe for concurrent use.
 */
final class Starts {

    private static final int FORMER_IN = 4;
    private static final List<Duration> SKEWS =
            List.of(Duration.ZERO, Duration.ofHours(1), Duration.ofHours(-1), Duration.ofDays(30));

    private final SplittableRandom random;
    private final Tally counts = new Tally();

    Starts(long seed) {
        this.random = new SplittableRandom(seed);
    }

    Tally counts() {
        return counts;
    }

    StartOptions ofFirst() {
        return counted(new StartOptions(StartOptions.Version.CURRENT, skew(), false));
    }

    StartOptions ofSecond() {
        return counted(new StartOptions(version(), skew(), false));
    }

    private synchronized StartOptions.Version version() {
        return random.nextInt(FORMER_IN) == 0 ? StartOptions.Version.FORMER : StartOptions.Version.CURRENT;
    }

    private synchronized Duration skew() {
        return SKEWS.get(random.nextInt(SKEWS.size()));
    }

    private StartOptions counted(StartOptions options) {
        counts.count("starts");
        counts.count("starts-former-version", options.version() == StartOptions.Version.FORMER ? 1 : 0);
        counts.count("starts-skewed-clock", options.skew().isZero() ? 0 : 1);
        return options;
    }
}
