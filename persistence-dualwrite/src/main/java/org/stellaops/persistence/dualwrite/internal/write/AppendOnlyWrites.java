// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.write;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.ReadableStore;
import org.stellaops.persistence.spi.RecordWrite;

/** The rules of append-only types: a record is inserted, one that is there as it is is left, and nothing else is written. */
final class AppendOnlyWrites {

    private final ReadableStore store;

    AppendOnlyWrites(ReadableStore store) {
        this.store = store;
    }

    /** Whether a put can only be one of a record that is there. */
    static boolean changes(RecordWrite write) {
        return write instanceof RecordWrite.Delete
                || !(write.precondition() instanceof Precondition.None
                        || write.precondition() instanceof Precondition.Absent);
    }

    LeaderWriteResult rejected(RecordKey key) {
        return LeaderWriteResult.withoutImage(rejection(key));
    }

    /** Makes writes that passed the checks, by a function that makes many. */
    List<LeaderWriteResult> write(
            List<RecordWrite> writes, Function<List<RecordWrite>, List<LeaderWriteResult>> insert) {
        List<RecordWrite> inserts = writes.stream()
                .filter(it -> !changes(it))
                .<RecordWrite>map(
                        it -> new RecordWrite.Put(it.key(), ((RecordWrite.Put) it).content(), Precondition.absent()))
                .toList();
        List<LeaderWriteResult> inserted = insert.apply(inserts);
        List<LeaderWriteResult> results = new ArrayList<>(writes.size());
        int next = 0;
        for (RecordWrite write : writes) {
            results.add(
                    changes(write) ? rejected(write.key()) : settled((RecordWrite.Put) write, inserted.get(next++)));
        }
        return results;
    }

    /** A conflict of an insert that did not ask for one: the same content is no write, another one is refused. */
    LeaderWriteResult settled(RecordWrite.Put put, LeaderWriteResult inserted) {
        if (!(inserted.outcome() instanceof WriteOutcome.Conflict)
                || put.precondition() instanceof Precondition.Absent) {
            return inserted;
        }
        Optional<StoredRecord> found;
        try {
            found = store.find(put.key());
        } catch (RuntimeException e) {
            return LeaderWriteResult.withoutImage(
                    FaultOutcomes.beforeAnyStatement(e, "inserting " + store.type() + " " + put.key()));
        }
        return found.map(it -> LeaderWriteResult.withoutImage(
                        it.content().equals(put.content())
                                ? new WriteOutcome.Applied(it.revision())
                                : rejection(put.key())))
                .orElse(inserted);
    }

    private WriteOutcome rejection(RecordKey key) {
        EntityType<?> type = store.type();
        return new WriteOutcome.Rejected(
                WriteOutcome.Rejected.Kind.APPEND_ONLY,
                type.idField(),
                "changing or deleting " + type + " " + key
                        + " was rejected: the type is append-only; insert a record of another id");
    }
}
