// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.runtime.crash.RawStores.Raw;
import org.stellaops.persistence.simulator.History;
import org.stellaops.persistence.simulator.Operation;

/**
 * Judges what stands in both databases when everything has come to rest: whether they are equal, and whether the answers that
 * callers were given explain it. Remembers what earlier rounds left, which nothing may change any more.
 */
final class AtRest {

    private final RawStores stores;
    private final Map<RecordKey, Optional<String>> left = new HashMap<>();
    private final Map<RecordKey, Set<Optional<String>>> mayStillCome = new HashMap<>();

    AtRest(RawStores stores) {
        this.stores = stores;
    }

    /**
     * What was found.
     *
     * @param compared keys that stand in at least one database
     * @param differences one sentence for each key that is not equal in both
     * @param lost for each key whose end nothing explains, its history as numbered events
     * @param tombstones how many stand in both stores, and in one alone
     */
    record Findings(int compared, List<String> differences, List<String> lost, TombstonesAtRest.Counts tombstones) {

        boolean isClean() {
            return compared > 0 && differences.isEmpty() && lost.isEmpty();
        }
    }

    /** Looks at everything, ends the history of the round with it, and checks that history. */
    Findings judge(History history) throws SQLException {
        return judge(history, TombstonesAtRest.Replication.WHOLE);
    }

    /** As {@link #judge(History)}, where the replication of tombstones may have begun anew meanwhile. */
    Findings judge(History history, TombstonesAtRest.Replication replication) throws SQLException {
        Map<RecordKey, Raw> legacy = stores.legacy();
        Map<RecordKey, Raw> target = stores.target();
        Set<RecordKey> keys = new TreeSet<>(legacy.keySet());
        keys.addAll(target.keySet());
        List<String> differences = new ArrayList<>();
        keys.forEach(key -> difference(key, legacy.get(key), target.get(key)).ifPresent(differences::add));
        List<String> lost = new ArrayList<>(changedSince(legacy));
        lost.addAll(unexplained(history, legacy));
        TombstonesAtRest tombstones = TombstonesAtRest.of(stores, legacy, target);
        differences.addAll(tombstones.differences(history.byKey().keySet(), replication));
        return new Findings(keys.size(), differences, lost, tombstones.counts());
    }

    private List<String> unexplained(History history, Map<RecordKey, Raw> legacy) {
        Map<RecordKey, List<Operation>> calls = history.byKey();
        calls.keySet().forEach(key -> history.seenAtRest(key, writtenIn(legacy, key)));
        List<String> lost = new ArrayList<>(history.unexplained().values());
        legacy.keySet().stream()
                .filter(key -> !calls.containsKey(key) && !left.containsKey(key))
                .forEach(key -> lost.add(key + " is there and nobody wrote it"));
        calls.forEach((key, all) -> remember(key, all, writtenIn(legacy, key)));
        return lost;
    }

    /** A write of which nobody knows what became may still take effect later, and only such a one. */
    private void remember(RecordKey key, List<Operation> calls, Optional<String> value) {
        left.put(key, value);
        Set<Optional<String>> possible = calls.stream()
                .filter(it -> it.effect() == Operation.Effect.POSSIBLE)
                .map(Operation::value)
                .collect(Collectors.toSet());
        mayStillCome.put(key, possible);
    }

    private List<String> changedSince(Map<RecordKey, Raw> legacy) {
        List<String> changed = new ArrayList<>();
        left.forEach((key, value) -> {
            Optional<String> now = writtenIn(legacy, key);
            if (!now.equals(value) && !mayStillCome.get(key).contains(now)) {
                changed.add(key + " was left with " + value
                        + " by an earlier round, nobody wrote it since, and now holds " + now);
            }
        });
        return changed;
    }

    private static Optional<String> writtenIn(Map<RecordKey, Raw> store, RecordKey key) {
        return Optional.ofNullable(store.get(key)).map(Raw::written);
    }

    private static Optional<String> difference(RecordKey key, Raw legacy, Raw target) {
        if (legacy == null || target == null) {
            return Optional.of(key + " stands in " + (legacy == null ? "PostgreSQL" : "MongoDB") + " only: "
                    + (legacy == null ? target : legacy));
        } else if (!legacy.equals(target)) {
            return Optional.of(key + " differs: MongoDB has " + legacy + ", PostgreSQL has " + target);
        } else if (legacy.pending()) {
            return Optional.of(key + " is still pending in both: " + legacy);
        }
        return expected(key, legacy.written()).equals(legacy.content())
                ? Optional.empty()
                : Optional.of(key + " is no record that anyone wrote: " + legacy);
    }

    /** The whole content that goes with what was written. */
    private static String expected(RecordKey key, String written) {
        if (CrashTypes.kindOf(key) == CrashTypes.Kind.BADGES) {
            return written + "|" + Badge.of(key.id(), written).holder();
        } else if (key.tenantOrEmpty().isEmpty()) {
            Ledger it = Ledger.of(key.id(), written);
            return written + "|" + it.amount() + "|"
                    + it.entries().stream()
                            .map(entry -> entry.label() + "=" + entry.cents())
                            .collect(Collectors.joining(","));
        }
        return written + "|" + String.join(",", Note.of(key.id(), written).tags());
    }
}
