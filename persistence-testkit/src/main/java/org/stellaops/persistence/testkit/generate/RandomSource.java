// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.generate;

import java.util.List;
import java.util.SplittableRandom;

/** The random source of generators: the same seed gives the same values on every machine. For one thread. */
public final class RandomSource {

    private final SplittableRandom random;

    /** A source of this seed. */
    public RandomSource(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** A number from 0 up to, not including, the bound. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /** A number from the first to the last, both included. */
    public int between(int first, int last) {
        return first + random.nextInt(last - first + 1);
    }

    /** Any 64 bits. */
    public long bits() {
        return random.nextLong();
    }

    /** True with a probability of one in {@code times}. */
    public boolean onceIn(int times) {
        return random.nextInt(times) == 0;
    }

    /** One of these. */
    public <T> T oneOf(List<? extends T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
