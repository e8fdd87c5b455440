// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.compare;

import static org.stellaops.persistence.dualwrite.divergence.Cause.BYPASSING_WRITER;
import static org.stellaops.persistence.dualwrite.divergence.Cause.REAL;
import static org.stellaops.persistence.dualwrite.divergence.Cause.SCHEMA_DRIFT;
import static org.stellaops.persistence.dualwrite.divergence.Cause.STALE_FOLLOWER;

import java.util.Locale;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.dualwrite.divergence.Explanation;
import org.stellaops.persistence.dualwrite.divergence.FieldDifference;
import org.stellaops.persistence.dualwrite.divergence.FieldDifference.Nature;

/**
 * Why two states at rest differ, from what the stores keep beside the content: versions, stored hashes and tombstones. Pure functions.
 *
 * <p>Version and hash are written with the content in one statement. So a content that does not fit its hash, or a record without a
 * version, was not written by the library; and a follower that is behind a leader without a pending flag has lost what it had
 * confirmed.
 */
final class CauseRules {

    private final Side leading;
    private final KeySnapshot leader;
    private final KeySnapshot follower;

    CauseRules(Side leading, KeySnapshot leader, KeySnapshot follower) {
        this.leading = leading;
        this.leader = leader;
        this.follower = follower;
    }

    Explanation of(Divergence divergence) {
        if (divergence instanceof Divergence.NotComparable it) {
            return new Explanation(SCHEMA_DRIFT, "the " + word(it.side()) + " side does not fit the entity type");
        } else if (divergence instanceof Divergence.StoredHashDiffers it) {
            return new Explanation(
                    BYPASSING_WRITER,
                    "equal contents, and the hash beside that of the " + word(it.follower()) + " side was changed");
        } else if (divergence instanceof Divergence.FieldsDiffer it) {
            return fields(it);
        } else if (divergence instanceof Divergence.VersionDiffers) {
            return versions();
        }
        return leader.present() ? missing() : extra();
    }

    private Explanation fields(Divergence.FieldsDiffer divergence) {
        if (!leader.stamp().equals(follower.stamp())) {
            return versions();
        } else if (isForeign(leader)) {
            return changed(leading, "its content does not fit the hash that was stored with it");
        } else if (isForeign(follower)) {
            return changed(leading.other(), "its content does not fit the hash that was stored with it");
        } else if (leader.stamp().isUnversioned()) {
            return changed(leading, "it has no version, so that nothing tells when it was changed");
        } else if (leader.storedHash().isEmpty() != follower.storedHash().isEmpty()) {
            // What has a hash that fits is as it was written.
            return changed(
                    leader.storedHash().isEmpty() ? leading : leading.other(),
                    "the other side's content fits its hash at the same version");
        }
        return divergence.unlisted() == 0 && divergence.fields().stream().allMatch(CauseRules::isOfType)
                ? new Explanation(SCHEMA_DRIFT, "one version is held in different types")
                : new Explanation(REAL, "one version has two contents, both as the library wrote them");
    }

    private Explanation versions() {
        long leads = leader.stamp().version();
        long follows = follower.stamp().version();
        if (leader.stamp().isUnversioned()) {
            return changed(leading, "it has no version, and the follower has version " + follows);
        } else if (follower.stamp().isUnversioned()) {
            return changed(leading.other(), "it has no version, and the leader has version " + leads);
        } else if (follows < leads) {
            return new Explanation(
                    STALE_FOLLOWER,
                    "the follower is at version " + follows + ", the leader at " + leads + " and not pending");
        }
        return new Explanation(
                REAL,
                follows == leads
                        ? "two writes have version " + leads
                        : "the follower is at version " + follows + ", ahead of the leader at " + leads);
    }

    private Explanation missing() {
        if (leader.stamp().isUnversioned()) {
            return new Explanation(
                    BYPASSING_WRITER,
                    "the " + word(leading)
                            + " side has it without a version: not backfilled yet, or written past the library");
        } else if (follower.stamp().isUnversioned() || follower.stamp().equals(leader.stamp())) {
            return new Explanation(
                    BYPASSING_WRITER,
                    "the " + word(leading.other()) + " side lacks it, and no tombstone says that it was deleted");
        }
        return versions();
    }

    private Explanation extra() {
        if (leader.stamp().isUnversioned() || leader.stamp().equals(follower.stamp())) {
            return new Explanation(
                    BYPASSING_WRITER,
                    follower.stamp().isUnversioned()
                            ? "the " + word(leading.other())
                                    + " side has it without a version, and the leader never had it"
                            : "the " + word(leading) + " side lacks it, and no tombstone says that it was deleted");
        }
        return versions();
    }

    private static Explanation changed(Side side, String how) {
        return new Explanation(BYPASSING_WRITER, "the " + word(side) + " side was changed past the library: " + how);
    }

    private static boolean isForeign(KeySnapshot snapshot) {
        return !snapshot.stamp().isUnversioned() && !snapshot.hashFits();
    }

    private static boolean isOfType(FieldDifference difference) {
        return difference.nature() == Nature.TYPE;
    }

    private static String word(Side side) {
        return side.name().toLowerCase(Locale.ROOT);
    }
}
