// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.KEY;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.write.LegacyDelete;
import org.stellaops.persistence.dualwrite.internal.write.LegacyPut;
import org.stellaops.persistence.dualwrite.internal.write.TargetPut;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.spi.VersionBump;
import org.stellaops.persistence.value.ContentHash;

/** V1 of the specification: a version can be answered twice, so a conditional write names the write and not its version. */
class RevisionCounterexampleTest {

    private final TwoStores stores = new TwoStores();

    @Test
    void v1_aConditionalWriteDoesNotReplaceAnotherWriteOfTheSameVersion() {
        Paused<WriteOutcome> slow =
                Paused.before("insert", LegacyStore.class, stores.legacy, it -> put(it, "slow", Precondition.absent()));
        Revision told = applied(put(stores.legacy, "told", Precondition.absent()));
        Revision deleted = applied(delete(Precondition.revision(told)));
        Revision back = applied(slow.resume());
        StoredRecord there = stores.legacy.find(KEY).orElseThrow();

        assertThat(deleted.version()).isEqualTo(told.version() + 1);
        assertThat(back.version())
                .as("what a precondition on the version alone compares, and finds equal")
                .isEqualTo(there.version())
                .isEqualTo(told.version());

        assertThat(put(stores.legacy, "mine", Precondition.revision(told)))
                .isInstanceOfSatisfying(
                        WriteOutcome.Conflict.class,
                        it -> assertThat(it.found()).contains(back));
        assertThat(delete(Precondition.revision(told))).isInstanceOf(WriteOutcome.Conflict.class);
        assertThat(delete(Precondition.revision(deleted))).isInstanceOf(WriteOutcome.Conflict.class);
        assertThat(stores.inLegacy()).contains(note("slow"));
        stores.assertConverges(Side.LEGACY);
        assertThat(put(stores.legacy, "next", Precondition.revision(back)).isApplied())
                .isTrue();
    }

    @Test
    void aRevisionSurvivesAVersionBumpAndAChangeOfLeader() {
        Revision told = applied(put(stores.legacy, "told", Precondition.none()));
        assertThat(stores.legacy
                        .bump(new VersionBump(KEY, told.stamp(), told.version() + 5, 1, VersionBump.When.PENDING))
                        .isDone())
                .isTrue();
        assertThat(stores.legacy.find(KEY).orElseThrow().revision()).isEqualTo(told);
        stores.assertConverges(Side.LEGACY);

        StoredRecord there = stores.ledByTarget().target.find(KEY).orElseThrow();
        assertThat(there.revision()).isEqualTo(told);
        assertThat(there.version()).isEqualTo(told.version() + 5);
        assertThat(putOnTarget("next", told).isApplied()).isTrue();
        assertThat(putOnTarget("again", told)).isInstanceOf(WriteOutcome.Conflict.class);
    }

    @Test
    void theRevisionOfAnUnversionedRecordIsItsContent() {
        stores.legacy.putUnversioned(KEY, note("old"));
        Revision read = stores.legacy.find(KEY).orElseThrow().revision();
        stores.legacy.putUnversioned(KEY, note("changed behind the library"));

        assertThat(put(stores.legacy, "mine", Precondition.revision(read)))
                .isEqualTo(new WriteOutcome.Conflict(
                        Optional.of(Revision.ofUnversioned(ContentHash.of(note("changed behind the library")))),
                        "expected the write of version 0, found another at version 0"));

        stores.legacy.putUnversioned(KEY, note("old"));
        assertThat(put(stores.legacy, "mine", Precondition.revision(read)).isApplied())
                .isTrue();
        assertThat(put(stores.legacy, "old", Precondition.none()).isApplied()).isTrue();
        assertThat(put(stores.legacy, "mine", Precondition.revision(read))).isInstanceOf(WriteOutcome.Conflict.class);
    }

    private WriteOutcome put(LegacyStore store, String text, Precondition precondition) {
        return new LegacyPut(store, EpochView.of(stores.legacyBackend.control()), stores.settings)
                .put(KEY, note(text), precondition)
                .outcome();
    }

    private WriteOutcome putOnTarget(String text, Revision told) {
        return new TargetPut(
                        stores.target,
                        EpochView.of(stores.targetBackend.control()),
                        stores.settings,
                        TargetWrite.PendingFlag.PENDING)
                .put(KEY, note(text), Precondition.revision(told))
                .outcome();
    }

    private WriteOutcome delete(Precondition precondition) {
        return new LegacyDelete(stores.legacy, EpochView.of(stores.legacyBackend.control()), stores.settings)
                .delete(KEY, precondition)
                .outcome();
    }

    private static Revision applied(WriteOutcome outcome) {
        assertThat(outcome).isInstanceOf(WriteOutcome.Applied.class);
        return ((WriteOutcome.Applied) outcome).revision();
    }
}
