// SPDX-License-Identifier: Apache-2.0
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

    /** Of four numbers two are those of notes. */
    private static final int KINDS = 4;

    private final int round;
    private final int cold;
    private final int hotPerCent;
    private final int badges;
    private final List<String> tenants;
    private volatile boolean withNotes = true;

    Keys(int round, long writes) {
        this(round, (int) (writes / WRITES_PER_KEY) + HOT, HOT_PER_CENT, BADGES, List.of());
    }

    private Keys(int round, int cold, int hotPerCent, int badges, List<String> tenants) {
        this.tenants = tenants;
        this.round = round;
        this.cold = cold;
        this.hotPerCent = hotPerCent;
        this.badges = badges;
    }

    /** So many that hardly two writes meet, and none of them about a unique value. */
    static Keys quiet(int round, int number) {
        return new Keys(round, number, 0, 0, List.of());
    }

    /** The same, of these tenants only. */
    static Keys of(int round, int number, List<String> tenants) {
        return new Keys(round, number, 0, 0, tenants);
    }

    RecordKey any(SplittableRandom random) {
        if (tenants.isEmpty() && random.nextInt(100) < BADGES_PER_CENT) {
            return badges > 0
                    ? RecordKey.global("r" + round + "-b" + random.nextInt(badges))
                    : RecordKey.global("r" + round + Badge.UNDISPUTED + random.nextInt(cold));
        }
        return key(number(random));
    }

    /** From now on nothing of a kind is written or read. */
    void leaveOutNotes() {
        withNotes = false;
    }

    private int number(SplittableRandom random) {
        boolean hot = random.nextInt(100) < hotPerCent;
        int number = hot ? random.nextInt(HOT) : HOT + random.nextInt(cold);
        return withNotes ? number : number / KINDS * KINDS + 2;
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
        if (!tenants.isEmpty()) {
            return RecordKey.of(tenants.get(number % tenants.size()), id);
        }
        return switch (number % KINDS) {
            case 0 -> RecordKey.of("acme", id);
            case 1 -> RecordKey.of("other", id);
            default -> RecordKey.global(id);
        };
    }
}
