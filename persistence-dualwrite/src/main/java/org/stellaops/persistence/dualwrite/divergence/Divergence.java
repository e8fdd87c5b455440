// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.divergence;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.spi.VersionStamp;

/** How the two stores differ in one record. Values appear as digests, never in clear text. */
public sealed interface Divergence {

    /** The target lacks a record that the legacy store has. */
    record MissingOnTarget() implements Divergence {}

    /** The target has a record that the legacy store lacks. */
    record MissingOnLegacy() implements Divergence {}

    /**
     * Both have the record, and fields differ.
     *
     * @param fields the differing paths, in order, up to the limit of the comparison
     * @param unlisted how many more there are
     */
    record FieldsDiffer(List<FieldDifference> fields, int unlisted) implements Divergence {

        /** Takes an unmodifiable copy. */
        public FieldsDiffer {
            fields = List.copyOf(fields);
        }
    }

    /** Both have the same content, with different version or token. */
    record VersionDiffers(VersionStamp legacy, VersionStamp target) implements Divergence {}

    /**
     * Both stores have the same content and version, and the follower's stored hash does not match its content.
     *
     * @param follower the side whose hash is wrong
     */
    record StoredHashDiffers(Side follower) implements Divergence {}

    /**
     * One side cannot be read as its entity type, so equality is unknown; counted separately.
     *
     * @param side the side that cannot be read; the legacy store if neither can
     * @param reason with the path, without values
     */
    record NotComparable(Side side, String reason) implements Divergence {}

    /**
     * Both stores have the same records, but a query lists them differently; the key is the first one that is listed
     * differently.
     *
     * @param onlyOnLegacy how many keys only the legacy store lists
     * @param onlyOnTarget how many keys only the target lists; if both are 0, the order differs
     */
    record ListingDiffers(int onlyOnLegacy, int onlyOnTarget) implements Divergence {}

    /**
     * A module's own repository answers a call differently on the two stores; the key tells the method and, as a digest, the
     * arguments.
     *
     * @param onlyOnLegacy how many parts of the answer only the legacy store gives
     * @param onlyOnTarget how many only the target gives; if both are 0, the order differs
     */
    record AnswersDiffer(int onlyOnLegacy, int onlyOnTarget) implements Divergence {

        /** How two answers differ, part by part. */
        public static AnswersDiffer between(Collection<?> legacy, Collection<?> target) {
            return new AnswersDiffer(unmatched(legacy, target), unmatched(target, legacy));
        }

        private static int unmatched(Collection<?> parts, Collection<?> others) {
            List<Object> left = new ArrayList<>(others);
            return (int) parts.stream().filter(it -> !left.remove(it)).count();
        }
    }

    /**
     * The stores count the same condition differently; the key tells the condition as a digest.
     *
     * @param onLegacy the count of the legacy store
     * @param onTarget the count of the target
     */
    record CountDiffers(long onLegacy, long onTarget) implements Divergence {}

    /**
     * Two pages hold the same records and go on differently.
     *
     * @param onlyOn the store whose page alone goes on; empty if both go on, from different places
     */
    record PageTokenDiffers(Optional<Side> onlyOn) implements Divergence {}

    /**
     * One store answers a read that the other one refuses or cannot make.
     *
     * @param side the store that failed
     * @param fault the kind of its fault
     */
    record FailsOnOneSide(Side side, String fault) implements Divergence {}

    /** The kinds, for counters. */
    enum Kind {
        MISSING_ON_TARGET,
        MISSING_ON_LEGACY,
        FIELDS_DIFFER,
        VERSION_DIFFERS,
        STORED_HASH_DIFFERS,
        LISTING_DIFFERS,
        ORDER_DIFFERS,
        COUNT_DIFFERS,
        PAGE_TOKEN_DIFFERS,
        ANSWERS_DIFFER,
        FAILS_ON_ONE_SIDE,
        NOT_COMPARABLE
    }

    /** The kind of this divergence. */
    default Kind kind() {
        if (this instanceof MissingOnTarget) {
            return Kind.MISSING_ON_TARGET;
        } else if (this instanceof MissingOnLegacy) {
            return Kind.MISSING_ON_LEGACY;
        } else if (this instanceof FieldsDiffer) {
            return Kind.FIELDS_DIFFER;
        } else if (this instanceof VersionDiffers) {
            return Kind.VERSION_DIFFERS;
        } else if (this instanceof StoredHashDiffers) {
            return Kind.STORED_HASH_DIFFERS;
        } else if (this instanceof ListingDiffers it) {
            return it.onlyOnLegacy() + it.onlyOnTarget() == 0 ? Kind.ORDER_DIFFERS : Kind.LISTING_DIFFERS;
        } else if (this instanceof AnswersDiffer) {
            return Kind.ANSWERS_DIFFER;
        }
        return kindOfAnswer();
    }

    private Kind kindOfAnswer() {
        if (this instanceof CountDiffers) {
            return Kind.COUNT_DIFFERS;
        } else if (this instanceof PageTokenDiffers) {
            return Kind.PAGE_TOKEN_DIFFERS;
        } else if (this instanceof FailsOnOneSide) {
            return Kind.FAILS_ON_ONE_SIDE;
        }
        return Kind.NOT_COMPARABLE;
    }

    /** A one-line description: the kind and the place. */
    default String describe() {
        if (this instanceof MissingOnTarget) {
            return "missing on the target";
        } else if (this instanceof MissingOnLegacy) {
            return "extra on the target, missing on the legacy store";
        } else if (this instanceof FieldsDiffer it) {
            return "differs in "
                    + it.fields().stream().map(FieldDifference::path).collect(Collectors.joining(", "))
                    + (it.unlisted() == 0 ? "" : " and " + it.unlisted() + " more places");
        } else if (this instanceof VersionDiffers it) {
            return "same content at version " + it.legacy().version() + " on the legacy store and "
                    + it.target().version() + " on the target"
                    + (it.legacy().version() == it.target().version() ? ", by different writes" : "");
        } else if (this instanceof StoredHashDiffers it) {
            return "the hash stored on the " + it.follower().name().toLowerCase(Locale.ROOT)
                    + " side does not fit its content";
        } else if (this instanceof ListingDiffers it) {
            return it.onlyOnLegacy() + it.onlyOnTarget() == 0
                    ? "is listed in another order by a query, although the records are equal"
                    : "is listed by only one store for a query, although the records are equal";
        }
        if (this instanceof AnswersDiffer it) {
            return it.onlyOnLegacy() + it.onlyOnTarget() == 0
                    ? "is answered in another order by the repositories of the two stores"
                    : "is answered differently by the repositories: " + it.onlyOnLegacy()
                            + " part(s) only by the legacy store's, " + it.onlyOnTarget() + " only by the target's";
        }
        return describeAnswer();
    }

    private String describeAnswer() {
        if (this instanceof CountDiffers it) {
            return "is counted as " + it.onLegacy() + " by the legacy store and as " + it.onTarget() + " by the target";
        } else if (this instanceof PageTokenDiffers it) {
            return it.onlyOn()
                    .map(side -> "is the last page on one store, but goes on on the "
                            + side.name().toLowerCase(Locale.ROOT) + " side")
                    .orElse("goes on from different places, although the records of the page are equal");
        } else if (this instanceof FailsOnOneSide it) {
            return "fails on the " + it.side().name().toLowerCase(Locale.ROOT) + " side only, with " + it.fault();
        }
        NotComparable it = (NotComparable) this;
        return "not comparable, unreadable on the " + it.side().name().toLowerCase(Locale.ROOT) + " side: "
                + it.reason();
    }
}
