// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.advisory;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.stellaops.persistence.value.Value;

/** Seeded random choices. The same seed makes the same choices on every platform. */
final class Dice {

    private final SplittableRandom random;

    Dice(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** A whole number from 0 to below the bound. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    /** Any 64 bits. */
    long bits() {
        return random.nextLong();
    }

    /** True in this percentage of cases. */
    boolean percent(int share) {
        return random.nextInt(100) < share;
    }

    @SafeVarargs
    final <T> T oneOf(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** A list of up to this many items. */
    Value.Items upTo(int most, Supplier<Value> item) {
        List<Value> items =
                Stream.generate(item).limit(random.nextInt(most + 1)).toList();
        return new Value.Items(items);
    }
}
