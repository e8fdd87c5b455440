package org.stellaops.persistence.runtime.crash;

import java.util.SplittableRandom;
import org.stellaops.persistence.RecordKey;

/** The keys of one round: a few that everybody writes, and many that hardly two write at once. */
final class Keys {

    private static final int HOT = 12;
    private static final int HOT_PER_CENT = 25;
    private static final int WRITES_PER_KEY = 30;

    private final int round;
    private final int cold;

    Keys(int round, long writes) {
        this.round = round;
        this.cold = (int) (writes / WRITES_PER_KEY) + HOT;
    }

    RecordKey any(SplittableRandom random) {
        boolean hot = random.nextInt(100) < HOT_PER_CENT;
        return key(hot ? random.nextInt(HOT) : HOT + random.nextInt(cold));
    }

    private RecordKey key(int number) {
        String id = "r" + round + "-k" + number;
        return switch (number % 4) {
            case 0 -> RecordKey.of("acme", id);
            case 1 -> RecordKey.of("other", id);
            default -> RecordKey.global(id);
        };
    }
}
