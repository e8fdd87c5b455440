// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.PageToken;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.spi.RecordWrite;

/** Any number of writes of one tenant, or of a global type, in steps of bounded size. */
final class BulkWrites {

    /** Keys of one step of a delete by condition. */
    private static final int STEP = 500;

    private final RecordStore store;
    private final Optional<String> tenant;

    BulkWrites(RecordStore store, Optional<String> tenant) {
        this.store = store;
        this.tenant = tenant;
    }

    List<WriteOutcome> write(List<RecordWrite> writes) {
        List<WriteOutcome> outcomes = new ArrayList<>(writes.size());
        for (int from = 0; from < writes.size(); from += Limits.MOST_KEYS) {
            outcomes.addAll(store.writeAll(writes.subList(from, Math.min(writes.size(), from + Limits.MOST_KEYS))));
        }
        return outcomes;
    }

    DeleteReport delete(Condition where, long atMost) {
        Precondition stillFound = Precondition.holds(where);
        long deleted = 0;
        Optional<PageToken> next = Optional.empty();
        do {
            int limit = (int) Math.min(STEP, atMost - deleted);
            Query query = Query.where(where).limit(Math.max(1, limit));
            Page<StoredRecord> page = store.query(tenant, next.map(query::after).orElse(query));
            if (deleted >= atMost && !page.items().isEmpty()) {
                return new DeleteReport(deleted, false, List.of());
            }
            List<WriteOutcome> outcomes = write(page.items().stream()
                    .<RecordWrite>map(it -> new RecordWrite.Delete(it.key(), stillFound))
                    .toList());
            deleted += outcomes.stream().filter(WriteOutcome::isApplied).count();
            List<WriteOutcome> failures =
                    outcomes.stream().filter(BulkWrites::isFailure).toList();
            if (!failures.isEmpty()) {
                return new DeleteReport(deleted, false, failures);
            }
            next = page.next();
        } while (next.isPresent());
        return new DeleteReport(deleted, true, List.of());
    }

    /** A record that is gone, or that the condition finds no more, is what the caller wanted. */
    private static boolean isFailure(WriteOutcome outcome) {
        return outcome.fold(
                applied -> false,
                conflict -> false,
                rejected -> true,
                notApplied -> notApplied.fault().kind() != Fault.Kind.ABSENT,
                unknown -> true);
    }
}
