package org.stellaops.persistence.runtime.crash;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.stellaops.persistence.RecordKey;

/** The keys of one round: a few that everybody writes, and many that hardly two write at once. */
final class Keys {

    private static final int HOT = 12;
    private static final int HOT_PER_CENT = 25;
    private static final int WRITES_PER_KEY = 30;
    private static final int TRIES = 20;
    private static final int MOST_IN_A_QUERY = 5;
    private static final int BADGES = 20;
    private static final int BADGES_PER_CENT = 8;

    private final int round;
    private final int cold;

    Keys(int round, long writes) {
        this.round = round;
        this.cold = (int) (writes / WRITES_PER_KEY) + HOT;
    }

    RecordKey any(SplittableRandom random) {
        if (random.nextInt(100) < BADGES_PER_CENT) {
            return RecordKey.global("r" + round + "-b" + random.nextInt(BADGES));
        }
        boolean hot = random.nextInt(100) < HOT_PER_CENT;
        return key(hot ? random.nextInt(HOT) : HOT + random.nextInt(cold));
    }

    /** Some keys that one query can ask for, this one among them. */
    Set<RecordKey> beside(RecordKey key, SplittableRandom random) {
        Set<RecordKey> keys = new TreeSet<>(List.of(key));
        for (int tries = 0; tries < TRIES && keys.size() < MOST_IN_A_QUERY; tries++) {
            RecordKey other = any(random);
            if (other.tenant().equals(key.tenant()) && CrashTypes.kindOf(other) == CrashTypes.kindOf(key)) {
                keys.add(other);
            }
        }
        return keys;
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
