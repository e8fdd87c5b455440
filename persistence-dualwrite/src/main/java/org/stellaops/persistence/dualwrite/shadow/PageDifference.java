// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.dualwrite.divergence.Divergence.ListingDiffers;

/**
 * How two pages of one query differ, key by key and not by position. A pure function of the pages.
 *
 * @param keys whose record is on one page only, or differs between the pages
 * @param onlyOnLegacy how many of them are on the legacy store's page only
 * @param onlyOnTarget how many of them are on the target's page only
 * @param misplaced the first key at another place, if both pages hold the same records
 */
record PageDifference(SortedSet<RecordKey> keys, int onlyOnLegacy, int onlyOnTarget, List<RecordKey> misplaced) {

    static PageDifference between(Page<StoredRecord> legacy, Page<StoredRecord> target) {
        Map<RecordKey, StoredRecord> left = byKey(legacy);
        Map<RecordKey, StoredRecord> right = byKey(target);
        SortedSet<RecordKey> keys = new TreeSet<>(left.keySet());
        keys.addAll(right.keySet());
        keys.removeIf(key ->
                left.containsKey(key) && right.containsKey(key) && left.get(key).equals(right.get(key)));
        int onlyLeft = (int) keys.stream().filter(it -> !right.containsKey(it)).count();
        int onlyRight = (int) keys.stream().filter(it -> !left.containsKey(it)).count();
        return new PageDifference(
                keys, onlyLeft, onlyRight, keys.isEmpty() ? misplaced(legacy.items(), target.items()) : List.of());
    }

    boolean isNone() {
        return keys.isEmpty() && misplaced.isEmpty();
    }

    ListingDiffers asDivergence() {
        return new ListingDiffers(onlyOnLegacy, onlyOnTarget);
    }

    private static Map<RecordKey, StoredRecord> byKey(Page<StoredRecord> page) {
        return page.items().stream().collect(Collectors.toMap(StoredRecord::key, Function.identity(), (a, b) -> a));
    }

    private static List<RecordKey> misplaced(List<StoredRecord> legacy, List<StoredRecord> target) {
        List<RecordKey> first = new ArrayList<>();
        for (int i = 0; i < Math.min(legacy.size(), target.size()) && first.isEmpty(); i++) {
            if (!legacy.get(i).key().equals(target.get(i).key())) {
                first.add(legacy.get(i).key());
            }
        }
        return first;
    }
}
