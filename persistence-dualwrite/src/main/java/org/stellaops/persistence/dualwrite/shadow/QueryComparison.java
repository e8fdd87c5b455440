// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.ReadKind;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.SkipReason;
import org.stellaops.persistence.dualwrite.internal.compare.KeyComparison;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.VersionStamp;

/**
 * Compares the page of a query. Each key that differs between the pages is compared on its own. If all of them are
 * equal, and were equal at the same stamps before both queries were repeated, no write in flight explains the
 * difference: the stores answer the query differently.
 */
final class QueryComparison implements ReadComparison {

    private final ShadowSubject subject;
    private final Optional<String> tenant;
    private final Query query;
    private final Map<RecordKey, VersionStamp> equalBefore = new HashMap<>();
    private @Nullable Page<StoredRecord> answered;

    QueryComparison(ShadowSubject subject, Optional<String> tenant, Query query, Page<StoredRecord> answered) {
        this.subject = subject;
        this.tenant = tenant;
        this.query = query;
        this.answered = answered;
    }

    @Override
    public Result once() {
        Side leads = subject.stage().leader();
        Page<StoredRecord> leader = leaderPage(leads);
        Page<StoredRecord> follower = subject.query(leads.other(), tenant, query);
        PageDifference difference = leads == Side.LEGACY
                ? PageDifference.between(leader, follower)
                : PageDifference.between(follower, leader);
        if (!difference.misplaced().isEmpty()) {
            subject.report(difference.misplaced().get(0), difference.asDivergence());
        }
        Result result = judge(difference);
        if (result == Result.DONE) {
            subject.compared(ReadKind.QUERY, leader.items().size());
        }
        return result;
    }

    @Override
    public void abandoned(SkipReason reason) {
        subject.notCompared(ReadKind.QUERY, reason);
    }

    private Page<StoredRecord> leaderPage(Side leader) {
        Page<StoredRecord> given = answered;
        answered = null;
        return given == null ? subject.query(leader, tenant, query) : given;
    }

    private Result judge(PageDifference difference) {
        boolean diverges = false;
        boolean firm = true;
        boolean unsettled = false;
        for (RecordKey key : difference.keys()) {
            KeyComparison found = subject.compare(key);
            if (found instanceof KeyComparison.Differs) {
                subject.report(key, found);
                diverges = true;
            } else if (found instanceof KeyComparison.Equal it) {
                firm &= it.stamp().equals(equalBefore.put(key, it.stamp()));
            } else {
                firm = false;
                unsettled |= found instanceof KeyComparison.Unsettled;
            }
        }
        if (difference.keys().isEmpty() || (diverges && !unsettled)) {
            return Result.DONE;
        } else if (firm && !diverges) {
            subject.report(difference.keys().first(), difference.asDivergence());
            return Result.DONE;
        }
        return Result.AGAIN;
    }
}
