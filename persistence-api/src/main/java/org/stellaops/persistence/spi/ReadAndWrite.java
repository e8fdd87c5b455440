// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Patch;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.Updated;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.entity.ContentProblem;
import org.stellaops.persistence.query.Query;

/** Updates and claims of a store that offers nothing but reads and conditional writes. */
final class ReadAndWrite {

    /** How often others may be faster. */
    private static final int ATTEMPTS = 1_000;

    private ReadAndWrite() {}

    static Updated<StoredRecord> update(RecordStore store, RecordKey key, Patch patch, Precondition precondition) {
        patch.check(store.type());
        List<ContentProblem> problems = patch.problemsFor(store.type());
        if (!problems.isEmpty()) {
            return Updated.without(rejected(key, problems.get(0)));
        }
        Updated<StoredRecord> last = Updated.without(absent("updating " + key));
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<StoredRecord> found = store.find(key);
            Optional<String> violation = precondition.violationBy(store.type(), found);
            if (violation.isPresent()) {
                return Updated.without(new WriteOutcome.Conflict(found.map(StoredRecord::revision), violation.get()));
            } else if (found.isEmpty()) {
                return Updated.without(absent("updating " + key));
            }
            last = replace(store, found.get(), patch);
            if (!(last.outcome() instanceof WriteOutcome.Conflict)) {
                return last;
            }
        }
        return last;
    }

    private static Updated<StoredRecord> replace(RecordStore store, StoredRecord found, Patch patch) {
        Patch.Result result = patch.applyTo(store.type(), found.content());
        if (result.problem().isPresent()) {
            return Updated.without(rejected(found.key(), result.problem().get()));
        }
        WriteOutcome outcome = store.put(found.key(), result.content(), Precondition.revision(found.revision()));
        Optional<Revision> written =
                outcome instanceof WriteOutcome.Applied it ? Optional.of(it.revision()) : Optional.empty();
        return new Updated<>(outcome, written.map(it -> new StoredRecord(found.key(), result.content(), it.stamp())));
    }

    static Updated<StoredRecord> claim(RecordStore store, Optional<String> tenant, Query next, Patch patch) {
        Query first = new Query(next.where(), next.sorts(), 1, Optional.empty());
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            List<StoredRecord> found = store.query(tenant, first).items();
            if (found.isEmpty()) {
                return Updated.without(absent("claiming the next of " + store.type()));
            }
            Updated<StoredRecord> claimed = store.update(found.get(0).key(), patch, Precondition.holds(next.where()));
            if (!(claimed.outcome() instanceof WriteOutcome.Conflict)) {
                return claimed;
            }
        }
        return Updated.without(absent("claiming the next of " + store.type()));
    }

    private static WriteOutcome rejected(RecordKey key, ContentProblem problem) {
        return new WriteOutcome.Rejected(
                WriteOutcome.Rejected.Kind.VALUE, problem.path(), "updating " + key + " was rejected: " + problem);
    }

    private static WriteOutcome absent(String what) {
        return new WriteOutcome.NotApplied(new Fault(Fault.Kind.ABSENT, what + ": there is no such record"));
    }
}
