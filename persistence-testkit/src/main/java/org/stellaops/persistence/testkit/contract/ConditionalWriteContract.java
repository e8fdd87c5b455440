package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.testkit.contract.Contents.NUMBER;
import static org.stellaops.persistence.testkit.contract.Contents.TEXT;
import static org.stellaops.persistence.testkit.contract.Contents.key;
import static org.stellaops.persistence.testkit.contract.Contents.text;
import static org.stellaops.persistence.testkit.contract.Contents.withChildren;
import static org.stellaops.persistence.testkit.contract.Outcomes.absent;
import static org.stellaops.persistence.testkit.contract.Outcomes.applied;
import static org.stellaops.persistence.testkit.contract.Outcomes.conflict;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.value.Value;

/**
 * Clauses {@code ST-COND}: a write happens exactly if its precondition holds, and a conflict reports the version found.
 */
public abstract class ConditionalWriteContract extends RecordStoreContract {

    private static final RecordKey KEY = key("k");

    private static final Precondition IS_OLD = Precondition.holds(Condition.eq(TEXT, "old"));

    private static final Condition IS_NEW = Condition.eq(TEXT, "new");

    /** For subclasses. */
    protected ConditionalWriteContract() {}

    @Test
    @Clause("ST-COND-1")
    final void absentWritesOnlyWhereNothingIs() {
        RecordStore store = open(ContractTypes.EVERYTHING);

        long version = applied(store.put(KEY, text("old"), Precondition.absent()));

        conflict(store.put(KEY, text("new"), Precondition.absent()), version);
        assertOld(store, version);
    }

    @Test
    @Clause("ST-COND-1")
    final void absentWritesWhereARecordWasDeleted() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        applied(store.put(KEY, text("old"), Precondition.none()));
        applied(store.delete(KEY, Precondition.none()));

        applied(store.put(KEY, text("new"), Precondition.absent()));
    }

    @Test
    @Clause("ST-COND-2")
    final void presentWritesOnlyOverARecord() {
        RecordStore store = open(ContractTypes.EVERYTHING);

        conflict(store.put(KEY, text("new"), Precondition.present()), 0);
        assertThat(store.find(KEY)).isEmpty();

        long first = applied(store.put(KEY, text("old"), Precondition.none()));
        assertThat(applied(store.put(KEY, text("new"), Precondition.present()))).isGreaterThan(first);
    }

    @Test
    @Clause("ST-COND-3")
    final void aVersionWritesOnlyOverExactlyThatVersion() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        long first = applied(store.put(KEY, text("older"), Precondition.none()));
        long second = applied(store.put(KEY, text("old"), Precondition.version(first)));

        conflict(store.put(KEY, text("new"), Precondition.version(first)), second);
        conflict(store.put(KEY, text("new"), Precondition.version(second + 1)), second);
        conflict(store.put(KEY, text("new"), Precondition.version(0)), second);
        assertOld(store, second);

        applied(store.put(KEY, text("new"), Precondition.version(second)));
    }

    @Test
    @Clause("ST-COND-3")
    final void aVersionWritesNothingWhereNoRecordIs() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        long first = applied(store.put(KEY, text("old"), Precondition.none()));
        long deleted = applied(store.delete(KEY, Precondition.none()));

        for (long version : List.of(0L, first, deleted)) {
            conflict(store.put(KEY, text("new"), Precondition.version(version)), 0);
        }
        assertThat(store.find(KEY)).isEmpty();
    }

    @Test
    @Clause("ST-COND-4")
    final void aConditionIsHeldAgainstTheRecordThatIsThere() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        conflict(store.put(KEY, text("new"), IS_OLD), 0);
        assertThat(store.find(KEY)).isEmpty();

        applied(store.put(KEY, text("old"), Precondition.none()));
        long version = applied(store.put(KEY, text("new"), IS_OLD));

        conflict(store.put(KEY, text("newer"), IS_OLD), version);
        assertThat(store.find(KEY)).contains(new StoredRecord(KEY, text("new"), version));
    }

    @Test
    @Clause("ST-COND-4")
    final void aConditionMayBeOnSeveralFieldsAndOnWhatIsMissing() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        Precondition old = Precondition.holds(
                Condition.and(Condition.eq(TEXT, "old"), Condition.missing(NUMBER), Condition.not(IS_NEW)));
        long version = applied(store.put(KEY, text("old").with("number", Value.of(1)), Precondition.none()));

        conflict(store.put(KEY, text("new"), old), version);

        applied(store.put(KEY, text("old"), Precondition.none()));
        applied(store.put(KEY, text("new"), old));
    }

    @Test
    @Clause("ST-COND-5")
    final void aDeleteObeysItsPrecondition() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        long version = applied(store.put(KEY, text("old"), Precondition.none()));

        conflict(store.delete(KEY, Precondition.absent()), version);
        conflict(store.delete(KEY, Precondition.version(version - 1)), version);
        conflict(store.delete(KEY, Precondition.holds(IS_NEW)), version);
        assertOld(store, version);

        assertThat(applied(store.delete(KEY, Precondition.version(version)))).isGreaterThan(version);
        assertThat(store.find(KEY)).isEmpty();
    }

    @Test
    @Clause("ST-COND-5")
    final void aDeleteHappensIfItsPreconditionHolds() {
        RecordStore store = open(ContractTypes.EVERYTHING);

        applied(store.put(KEY, text("old"), Precondition.none()));
        applied(store.delete(KEY, Precondition.present()));
        applied(store.put(KEY, text("old"), Precondition.none()));
        applied(store.delete(KEY, IS_OLD));

        assertThat(store.find(KEY)).isEmpty();
    }

    @Test
    @Clause("ST-COND-6")
    final void aDeleteOfAnAbsentKeyIsAConflictIfARecordWasRequired() {
        RecordStore store = open(ContractTypes.EVERYTHING);

        conflict(store.delete(KEY, Precondition.present()), 0);
        conflict(store.delete(KEY, Precondition.version(7)), 0);
        conflict(store.delete(KEY, IS_OLD), 0);
        absent(store.delete(KEY, Precondition.absent()));
        absent(store.delete(KEY, Precondition.none()));
    }

    @Test
    @Clause("ST-COND-7")
    final void aConflictLeavesRecordAndVersionAlone() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        long version = applied(store.put(KEY, withChildren("old", "p", "q"), Precondition.none()));

        conflict(store.put(KEY, withChildren("new", "x"), Precondition.absent()), version);
        conflict(store.put(KEY, withChildren("new", "x"), Precondition.version(version + 1)), version);

        assertThat(store.find(KEY)).contains(new StoredRecord(KEY, withChildren("old", "p", "q"), version));
        applied(store.put(KEY, text("new"), Precondition.version(version)));
    }

    private static void assertOld(RecordStore store, long version) {
        assertThat(store.find(KEY)).contains(new StoredRecord(KEY, text("old"), version));
    }
}
