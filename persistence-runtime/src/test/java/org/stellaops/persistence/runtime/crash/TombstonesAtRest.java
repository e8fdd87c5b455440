// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.runtime.crash.RawStores.Raw;
import org.stellaops.persistence.runtime.crash.RawStores.RawTombstone;

/**
 * The tombstones of both databases at rest. One may stand in one store alone, where a removal of tombstones died between the
 * stores or a store was readmitted; the next removal collects it. What must never be: one that still is pending, a record that a
 * delete named or that is not above a replicated tombstone, or two of one delete of this round that differ.
 */
record TombstonesAtRest(
        Map<RecordKey, RawTombstone> ofLegacy,
        Map<RecordKey, RawTombstone> ofTarget,
        Map<RecordKey, Raw> legacy,
        Map<RecordKey, Raw> target) {

    /** Whether every tombstone was replicated from one store to the other. */
    enum Replication {
        WHOLE,
        /** A store was readmitted: its records were made equal, and its tombstones as far as they are needed. */
        BEGUN_ANEW
    }

    /** How many stand where. */
    record Counts(int both, int legacyOnly, int targetOnly) {

        String describe() {
            return both + "/" + legacyOnly + "/" + targetOnly;
        }
    }

    static TombstonesAtRest of(RawStores stores, Map<RecordKey, Raw> legacy, Map<RecordKey, Raw> target)
            throws SQLException {
        return new TombstonesAtRest(stores.legacyTombstones(), stores.targetTombstones(), legacy, target);
    }

    Counts counts() {
        int both =
                (int) ofLegacy.keySet().stream().filter(ofTarget::containsKey).count();
        return new Counts(both, ofLegacy.size() - both, ofTarget.size() - both);
    }

    List<String> differences(Set<RecordKey> written, Replication replication) {
        List<String> differences = new ArrayList<>();
        Set<RecordKey> keys = new TreeSet<>(ofLegacy.keySet());
        keys.addAll(ofTarget.keySet());
        for (RecordKey key : keys) {
            check(key, "MongoDB", ofLegacy.get(key), legacy.get(key), differences);
            check(key, "PostgreSQL", ofTarget.get(key), target.get(key), differences);
            boolean isAbsent = !legacy.containsKey(key) && !target.containsKey(key);
            if (isAbsent && replication == Replication.WHOLE && written.contains(key)) {
                compare(key, differences);
            }
        }
        return differences;
    }

    private static void check(
            RecordKey key, String where, RawTombstone tombstone, Raw record, List<String> differences) {
        if (tombstone != null && tombstone.pending()) {
            differences.add("the tombstone of " + key + " in " + where + " is still pending: " + tombstone);
        } else if (tombstone != null && record != null && record.version() <= highestDeleted(tombstone)) {
            differences.add("the record of " + key + " in " + where + ", version " + record.version()
                    + ", was deleted by its tombstone " + tombstone);
        }
    }

    /** A put may overtake an intent of a higher version: the intent is superseded then, and deletes its own victim only. */
    private static long highestDeleted(RawTombstone tombstone) {
        return tombstone.victim().orElse(tombstone.version());
    }

    private void compare(RecordKey key, List<String> differences) {
        RawTombstone one = ofLegacy.get(key);
        RawTombstone other = ofTarget.get(key);
        if (one != null && other != null && !one.isSameDelete(other)) {
            differences.add("the tombstones of " + key + " differ: MongoDB has " + one + ", PostgreSQL has " + other);
        }
    }
}
