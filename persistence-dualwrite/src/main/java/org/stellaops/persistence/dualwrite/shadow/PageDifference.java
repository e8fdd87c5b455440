// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.dualwrite.divergence.Divergence.ListingDiffers;
import org.stellaops.persistence.dualwrite.divergence.Divergence.PageTokenDiffers;

/**
 * How two pages of one query differ, key by key and not by position. A pure function of the pages.
 *
 * @param keys whose record is on one page only, or differs between the pages
 * @param onBoth those of them that are on both pages
 * @param onlyOnLegacy how many of them are on the legacy store's page only
 * @param onlyOnTarget how many of them are on the target's page only
 * @param misplaced the first key at another place, if both pages hold the same records
 * @param token how the pages go on differently, if both hold the same records in the same order
 */
record PageDifference(
        SortedSet<RecordKey> keys,
        SortedSet<RecordKey> onBoth,
        int onlyOnLegacy,
        int onlyOnTarget,
        List<RecordKey> misplaced,
        Optional<PageTokenDiffers> token) {

    static PageDifference between(Page<StoredRecord> legacy, Page<StoredRecord> target) {
        Map<RecordKey, StoredRecord> left = byKey(legacy);
        Map<RecordKey, StoredRecord> right = byKey(target);
        SortedSet<RecordKey> keys = new TreeSet<>(left.keySet());
        keys.addAll(right.keySet());
        keys.removeIf(key ->
                left.containsKey(key) && right.containsKey(key) && left.get(key).equals(right.get(key)));
        SortedSet<RecordKey> onBoth = new TreeSet<>(keys);
        onBoth.removeIf(key -> !left.containsKey(key) || !right.containsKey(key));
        int onlyLeft = (int) keys.stream().filter(it -> !right.containsKey(it)).count();
        int onlyRight = (int) keys.stream().filter(it -> !left.containsKey(it)).count();
        List<RecordKey> misplaced = keys.isEmpty() ? misplaced(legacy.items(), target.items()) : List.of();
        Optional<PageTokenDiffers> token =
                keys.isEmpty() && misplaced.isEmpty() ? token(legacy, target) : Optional.empty();
        return new PageDifference(keys, onBoth, onlyLeft, onlyRight, misplaced, token);
    }

    boolean isNone() {
        return keys.isEmpty() && misplaced.isEmpty() && token.isEmpty();
    }

    /** Of what kind it is, before anything is known of the records. */
    Divergence.Kind kind() {
        if (token.isPresent()) {
            return Divergence.Kind.PAGE_TOKEN_DIFFERS;
        }
        return !onBoth.isEmpty() && onlyOnLegacy + onlyOnTarget == 0
                ? Divergence.Kind.FIELDS_DIFFER
                : asDivergence().kind();
    }

    ListingDiffers asDivergence() {
        return new ListingDiffers(onlyOnLegacy, onlyOnTarget);
    }

    private static Map<RecordKey, StoredRecord> byKey(Page<StoredRecord> page) {
        return page.items().stream().collect(Collectors.toMap(StoredRecord::key, Function.identity(), (a, b) -> a));
    }

    private static Optional<PageTokenDiffers> token(Page<StoredRecord> legacy, Page<StoredRecord> target) {
        if (legacy.next().equals(target.next())) {
            return Optional.empty();
        }
        boolean both = legacy.next().isPresent() && target.next().isPresent();
        Side one = legacy.next().isPresent() ? Side.LEGACY : Side.TARGET;
        return Optional.of(new PageTokenDiffers(both ? Optional.empty() : Optional.of(one)));
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
