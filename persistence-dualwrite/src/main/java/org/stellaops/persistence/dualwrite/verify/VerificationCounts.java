// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

import org.stellaops.persistence.dualwrite.divergence.Divergence;

/**
 * The counts of a verification, one per key. Every key seen in either store is in exactly one of these, except keys
 * that were deleted meanwhile.
 *
 * @param equal same content, version and token
 * @param missing on the legacy store, not on the target
 * @param extra on the target, not on the legacy store
 * @param changed in both, different in content, version, token or the follower's stored hash
 * @param notComparable not readable on one side as the entity type says
 * @param unsettled under way at every check
 * @param bypassed equal keys whose hash in the leader does not fit its content: a writer bypassed the library there, and
 *     what it wrote has reached the follower; a part of {@code equal}
 * @param leftBehind documents that cannot be read and are not on the target, as was decided and recorded
 */
public record VerificationCounts(
        long equal,
        long missing,
        long extra,
        long changed,
        long notComparable,
        long unsettled,
        long bypassed,
        long leftBehind) {

    /** Nothing yet. */
    public static final VerificationCounts NONE = new VerificationCounts(0, 0, 0, 0, 0, 0, 0, 0);

    /** Counts of a pass that left nothing behind. */
    public VerificationCounts(
            long equal, long missing, long extra, long changed, long notComparable, long unsettled, long bypassed) {
        this(equal, missing, extra, changed, notComparable, unsettled, bypassed, 0);
    }

    VerificationCounts plusLeftBehind() {
        return new VerificationCounts(
                equal, missing, extra, changed, notComparable, unsettled, bypassed, leftBehind + 1);
    }

    /** How many keys were compared: the denominator of every other number. */
    public long compared() {
        return equal + missing + extra + changed;
    }

    /** How many keys differ or cannot be compared. */
    public long divergent() {
        return missing + extra + changed + notComparable;
    }

    /** The verdict of a pass, complete or not. */
    Verdict verdict(boolean complete) {
        if (divergent() > 0) {
            return Verdict.FAIL;
        }
        return complete && compared() > 0 && unsettled == 0 ? Verdict.PASS : Verdict.NOT_VERIFIED;
    }

    VerificationCounts plusEqual(long keys) {
        return new VerificationCounts(
                equal + keys, missing, extra, changed, notComparable, unsettled, bypassed, leftBehind);
    }

    VerificationCounts plusEqual(boolean hashesFit) {
        return new VerificationCounts(
                equal + 1,
                missing,
                extra,
                changed,
                notComparable,
                unsettled,
                hashesFit ? bypassed : bypassed + 1,
                leftBehind);
    }

    VerificationCounts plusUnsettled() {
        return new VerificationCounts(
                equal, missing, extra, changed, notComparable, unsettled + 1, bypassed, leftBehind);
    }

    VerificationCounts plus(Divergence.Kind kind) {
        return switch (kind) {
            case MISSING_ON_TARGET ->
                new VerificationCounts(
                        equal, missing + 1, extra, changed, notComparable, unsettled, bypassed, leftBehind);
            case MISSING_ON_LEGACY ->
                new VerificationCounts(
                        equal, missing, extra + 1, changed, notComparable, unsettled, bypassed, leftBehind);
            case NOT_COMPARABLE ->
                new VerificationCounts(
                        equal, missing, extra, changed, notComparable + 1, unsettled, bypassed, leftBehind);
            case FIELDS_DIFFER,
                    VERSION_DIFFERS,
                    STORED_HASH_DIFFERS,
                    LISTING_DIFFERS,
                    ORDER_DIFFERS,
                    COUNT_DIFFERS,
                    PAGE_TOKEN_DIFFERS,
                    ANSWERS_DIFFER,
                    FAILS_ON_ONE_SIDE ->
                new VerificationCounts(
                        equal, missing, extra, changed + 1, notComparable, unsettled, bypassed, leftBehind);
        };
    }
}
