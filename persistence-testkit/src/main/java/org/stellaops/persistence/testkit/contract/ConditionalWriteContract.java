// SPDX-License-Identifier: Apache-2.0
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
import static org.stellaops.persistence.testkit.contract.Outcomes.conflictOverNothing;
import static org.stellaops.persistence.testkit.contract.Outcomes.stored;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;
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

        Revision revision = applied(store.put(KEY, text("old"), Precondition.absent()));

        conflict(store.put(KEY, text("new"), Precondition.absent()), revision);
        assertOld(store, revision);
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

        conflictOverNothing(store.put(KEY, text("new"), Precondition.present()));
        assertThat(store.find(KEY)).isEmpty();

        Revision first = applied(store.put(KEY, text("old"), Precondition.none()));
        assertThat(applied(store.put(KEY, text("new"), Precondition.present()))).isNotEqualTo(first);
    }

    @Test
    @Clause("ST-COND-3")
    final void aRevisionWritesOnlyOverWhatItNames() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        Revision first = applied(store.put(KEY, text("older"), Precondition.none()));
        Revision second = applied(store.put(KEY, text("old"), Precondition.revision(first)));

        conflict(store.put(KEY, text("new"), Precondition.revision(first)), second);
        conflict(store.put(KEY, text("new"), Precondition.revision(another(second))), second);
        conflict(store.put(KEY, text("new"), Precondition.revision(unversioned("old"))), second);
        assertOld(store, second);

        applied(store.put(KEY, text("new"), Precondition.revision(second)));
    }

    @Test
    @Clause("ST-COND-3")
    final void aRevisionWritesNothingWhereNoRecordIs() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        Revision first = applied(store.put(KEY, text("old"), Precondition.none()));
        Revision deleted = applied(store.delete(KEY, Precondition.none()));

        for (Revision revision : List.of(unversioned("old"), first, deleted)) {
            conflictOverNothing(store.put(KEY, text("new"), Precondition.revision(revision)));
        }
        assertThat(store.find(KEY)).isEmpty();
    }

    @Test
    @Clause("ST-COND-8")
    final void theVersionOfARevisionIsAHintAndDecidesNothing() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        Revision put = applied(store.put(KEY, text("older"), Precondition.none()));

        Revision again = applied(store.put(KEY, text("old"), Precondition.revision(atVersion(put, 1))));
        conflict(store.delete(KEY, Precondition.revision(another(again))), again);
        applied(store.delete(KEY, Precondition.revision(atVersion(again, Long.MAX_VALUE))));
    }

    @Test
    @Clause("ST-COND-9")
    final void aRevisionComesBackFromReadsAndFromItsText() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        Revision put = applied(store.put(KEY, text("older"), Precondition.none()));

        Revision found = store.find(KEY).orElseThrow().revision();
        Revision listed =
                store.query(Optional.empty(), Query.all()).items().get(0).revision();

        assertThat(found).isEqualTo(put).isEqualTo(listed).isEqualTo(Revision.parse(put.toString()));
        Revision second = applied(store.put(KEY, text("old"), Precondition.revision(Revision.parse(found.toString()))));
        conflict(store.put(KEY, text("new"), Precondition.revision(listed)), second);
    }

    @Test
    @Clause("ST-COND-4")
    final void aConditionIsHeldAgainstTheRecordThatIsThere() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        conflictOverNothing(store.put(KEY, text("new"), IS_OLD));
        assertThat(store.find(KEY)).isEmpty();

        applied(store.put(KEY, text("old"), Precondition.none()));
        Revision revision = applied(store.put(KEY, text("new"), IS_OLD));

        conflict(store.put(KEY, text("newer"), IS_OLD), revision);
        assertThat(store.find(KEY)).contains(stored(KEY, text("new"), revision));
    }

    @Test
    @Clause("ST-COND-4")
    final void aConditionMayBeOnSeveralFieldsAndOnWhatIsMissing() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        Precondition old = Precondition.holds(
                Condition.and(Condition.eq(TEXT, "old"), Condition.missing(NUMBER), Condition.not(IS_NEW)));
        Revision revision = applied(store.put(KEY, text("old").with("number", Value.of(1)), Precondition.none()));

        conflict(store.put(KEY, text("new"), old), revision);

        applied(store.put(KEY, text("old"), Precondition.none()));
        applied(store.put(KEY, text("new"), old));
    }

    @Test
    @Clause("ST-COND-5")
    final void aDeleteObeysItsPrecondition() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        Revision revision = applied(store.put(KEY, text("old"), Precondition.none()));

        conflict(store.delete(KEY, Precondition.absent()), revision);
        conflict(store.delete(KEY, Precondition.revision(another(revision))), revision);
        conflict(store.delete(KEY, Precondition.holds(IS_NEW)), revision);
        assertOld(store, revision);

        applied(store.delete(KEY, Precondition.revision(revision)));
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

        conflictOverNothing(store.delete(KEY, Precondition.present()));
        conflictOverNothing(store.delete(KEY, Precondition.revision(unversioned("old"))));
        conflictOverNothing(store.delete(KEY, IS_OLD));
        absent(store.delete(KEY, Precondition.absent()));
        absent(store.delete(KEY, Precondition.none()));
    }

    @Test
    @Clause("ST-COND-7")
    final void aConflictLeavesRecordAndVersionAlone() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        Revision revision = applied(store.put(KEY, withChildren("old", "p", "q"), Precondition.none()));

        conflict(store.put(KEY, withChildren("new", "x"), Precondition.absent()), revision);
        conflict(store.put(KEY, withChildren("new", "x"), Precondition.revision(another(revision))), revision);

        assertThat(store.find(KEY)).contains(stored(KEY, withChildren("old", "p", "q"), revision));
        applied(store.put(KEY, text("new"), Precondition.revision(revision)));
    }

    /** A write that nobody made, at the same version. */
    private static Revision another(Revision revision) {
        return Revision.of(new VersionStamp(revision.version(), "another"));
    }

    private static Revision atVersion(Revision revision, long version) {
        return Revision.of(revision.stamp().at(version));
    }

    private static Revision unversioned(String text) {
        return Revision.ofUnversioned(ContentHash.of(text(text)));
    }

    private static void assertOld(RecordStore store, Revision revision) {
        assertThat(store.find(KEY)).contains(stored(KEY, text("old"), revision));
    }
}
