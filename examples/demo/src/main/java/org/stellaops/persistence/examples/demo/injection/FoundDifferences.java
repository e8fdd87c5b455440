// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo.injection;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.dualwrite.divergence.FieldDifference;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;

/**
 * Classifies a divergence by the kinds of corruption it shows, from the entity type only, without knowledge of the
 * injections.
 */
public final class FoundDifferences {

    private static final String MISSING = "missing";

    private final EntityType<?> type;

    /** A classifier for this type. */
    public FoundDifferences(EntityType<?> type) {
        this.type = type;
    }

    /** The kinds that a divergence of a key shows while this side follows; one element per path. */
    public List<InjectedDifference> of(RecordKey key, Divergence divergence, Side follower) {
        String id = key.toString();
        return switch (divergence.kind()) {
            case MISSING_ON_TARGET -> List.of(whole(absence(follower == Side.TARGET), id));
            case MISSING_ON_LEGACY -> List.of(whole(absence(follower == Side.LEGACY), id));
            case VERSION_DIFFERS, STORED_HASH_DIFFERS -> List.of(whole(InjectedKind.CHANGED_STATE, id));
            case LISTING_DIFFERS, ORDER_DIFFERS, COUNT_DIFFERS, PAGE_TOKEN_DIFFERS, ANSWERS_DIFFER, FAILS_ON_ONE_SIDE ->
                List.of(whole(InjectedKind.CHANGED_LISTING, id));
            case NOT_COMPARABLE -> List.of(whole(InjectedKind.NOT_COMPARABLE, id));
            case FIELDS_DIFFER ->
                ((Divergence.FieldsDiffer) divergence)
                        .fields().stream()
                                .map(field -> new InjectedDifference(kindOf(field, follower), id, field.path()))
                                .toList();
        };
    }

    private InjectedKind kindOf(FieldDifference difference, Side follower) {
        Optional<FieldDef> field = type.fields().stream()
                .filter(it -> isBelow(difference.path(), it.name()))
                .findFirst();
        if (field.isEmpty()) {
            return InjectedKind.CHANGED_COLUMN;
        }
        FieldType held = field.get().type();
        if (held instanceof FieldType.Json || held instanceof FieldType.Remainder) {
            return InjectedKind.CHANGED_JSONB;
        } else if (isChildTable(held) && isRow(difference.path(), field.get().name())) {
            return childKind(difference, follower);
        }
        return inChildJson(held, difference.path()) ? InjectedKind.CHANGED_JSONB : InjectedKind.CHANGED_COLUMN;
    }

    private static InjectedKind childKind(FieldDifference difference, Side follower) {
        String followers = follower == Side.TARGET ? difference.targetDigest() : difference.legacyDigest();
        String leaders = follower == Side.TARGET ? difference.legacyDigest() : difference.targetDigest();
        if (followers.equals(MISSING)) {
            return InjectedKind.LOST_CHILD_ROW;
        }
        return leaders.equals(MISSING) ? InjectedKind.EXTRA_CHILD_ROW : InjectedKind.CHANGED_COLUMN;
    }

    private static boolean inChildJson(FieldType held, String path) {
        return held instanceof FieldType.Child child
                && child.columns().stream()
                        .filter(column -> column.type() instanceof FieldType.Json)
                        .anyMatch(column ->
                                path.replaceFirst("^[^\\]]*\\]\\.", "").startsWith(column.name()));
    }

    private static boolean isBelow(String path, String field) {
        return path.equals(field) || path.startsWith(field + ".") || path.startsWith(field + "[");
    }

    /** Whether the path ends at a row, such as {@code aliases[2]}, or at the whole list. */
    private static boolean isRow(String path, String field) {
        return path.substring(field.length()).matches("(\\[\\d+\\])?");
    }

    private static boolean isChildTable(FieldType held) {
        return held instanceof FieldType.Child || held instanceof FieldType.ChildValues;
    }

    private static InjectedKind absence(boolean followerLacksIt) {
        return followerLacksIt ? InjectedKind.MISSING_ROW : InjectedKind.EXTRA_ROW;
    }

    private static InjectedDifference whole(InjectedKind kind, String id) {
        return new InjectedDifference(kind, id, null);
    }
}
