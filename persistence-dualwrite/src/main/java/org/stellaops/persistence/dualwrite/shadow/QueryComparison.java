// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.divergence.Cause;
import org.stellaops.persistence.dualwrite.divergence.Explanation;
import org.stellaops.persistence.dualwrite.internal.compare.KeyComparison;
import org.stellaops.persistence.spi.VersionStamp;

/**
 * Compares the page that a caller got with the follower's. Each key that differs between them is compared on its own. If all of them are
 * equal, and were equal at the same stamps before both stores were asked again, no write in flight explains the
 * difference: the stores answer the query differently. The leader is asked again only then.
 */
final class QueryComparison extends ComparedRead {

    private final ShadowSubject subject;
    private final PageQuestion question;
    private final Map<RecordKey, VersionStamp> equalBefore = new HashMap<>();
    private final Steadiness steadiness = new Steadiness();
    private final Page<StoredRecord> answered;
    private boolean asked;

    QueryComparison(ShadowSubject subject, PageQuestion question, Page<StoredRecord> answered) {
        super(question.kind(), subject.reports());
        this.subject = subject;
        this.question = question;
        this.answered = answered;
    }

    @Override
    RecordKey about() {
        return question.about();
    }

    @Override
    Result compare() {
        Page<StoredRecord> leader = asked ? subject.onLeader(question::of) : answered;
        Page<StoredRecord> follower = subject.onFollower(question::of);
        asked = true;
        PageDifference difference = subject.leader() == Side.LEGACY
                ? PageDifference.between(leader, follower)
                : PageDifference.between(follower, leader);
        if (difference.isNone()) {
            return equal(leader);
        }
        saw(difference.kind());
        if (!difference.misplaced().isEmpty()) {
            return misplaced(difference, leader);
        }
        return difference.token().isPresent()
                ? tokens(difference, leader)
                : keys(difference, leader.items().size());
    }

    private Result equal(Page<StoredRecord> leader) {
        Cause cause = leader.equals(answered) ? Cause.PENDING : Cause.IN_FLIGHT;
        return done(leader.items().size(), cause);
    }

    /** The order follows from the records, and these are the same, versions included. */
    private Result misplaced(PageDifference difference, Page<StoredRecord> leader) {
        boolean unused =
                subject.reports().diverges(difference.misplaced().get(0), difference.asDivergence(), Explanation.REAL);
        return done(leader.items().size());
    }

    /** What follows a page depends on records that are not on it, so nothing at all may be pending. */
    private Result tokens(PageDifference difference, Page<StoredRecord> leaderNow) {
        if (!steadiness.twice(subject.nothingIsPending(), leaderNow)) {
            return again(steadiness.cause());
        }
        boolean unused = subject.reports().diverges(about(), difference.token().orElseThrow(), Explanation.REAL);
        return done(answered.items().size());
    }

    private Result keys(PageDifference difference, int records) {
        boolean diverges = false;
        boolean firm = true;
        int open = 0;
        @Nullable Cause unsettled = null;
        for (RecordKey key : difference.keys()) {
            KeyComparison found = subject.compare(key);
            if (found instanceof KeyComparison.Differs it) {
                diverges |= subject.reports().diverges(key, it.divergence(), it.explanation());
            } else if (found instanceof KeyComparison.Equal it) {
                if (!it.rules().isEmpty() && difference.onBoth().contains(key)) {
                    subject.reports().allowed(it.rules());
                    continue;
                }
                firm &= it.stamp().equals(equalBefore.put(key, it.stamp()));
            } else {
                firm = false;
                unsettled = found instanceof KeyComparison.Unsettled it ? it.cause() : unsettled;
            }
            open++;
        }
        if (open == 0 || (diverges && unsettled == null)) {
            return done(records);
        } else if (firm && !diverges) {
            return listing(difference, records);
        }
        return again(unsettled == null ? Cause.IN_FLIGHT : unsettled);
    }

    private Result listing(PageDifference difference, int records) {
        RecordKey first = difference.keys().stream()
                .filter(equalBefore::containsKey)
                .findFirst()
                .orElseThrow();
        boolean unused = subject.reports().diverges(first, difference.asDivergence(), Explanation.REAL);
        return done(records);
    }
}
