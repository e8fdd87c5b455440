// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.testkit.contract.Contents.key;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyStore.Unversioned;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.value.Struct;

/** Clauses {@code LS-FOLLOW}: the statements of a follower, each fenced by the version that is there. */
public abstract class LegacyFollowerContract extends LegacyContract {

    private static final StepResult DONE = new StepResult.Done();

    private static final StepResult NO_MATCH = new StepResult.NoMatch();

    private static final LegacyRecord.Provisional ATTEMPT = new LegacyRecord.Provisional(EPOCH, "a");

    /** For subclasses. */
    protected LegacyFollowerContract() {}

    @Test
    @Clause("LS-FOLLOW-1")
    final void anUpdateReplacesOnlyALowerVersion() {
        Image.Present held = givenNotPending(KEY, stamp(7, "t"), OLD);

        assertThat(store().updateIfLower(image(KEY, stamp(6, "u"), NEW))).isEqualTo(NO_MATCH);
        assertThat(store().updateIfLower(image(KEY, stamp(7, "u"), NEW))).isEqualTo(NO_MATCH);
        assertThat(store().read(KEY)).contains(notPending(held));

        Image.Present next = image(KEY, stamp(8, "u"), NEW);
        assertThat(store().updateIfLower(next)).isEqualTo(DONE);
        assertThat(store().read(KEY)).contains(notPending(next));
    }

    @Test
    @Clause("LS-FOLLOW-2")
    final void anUpdateSparesARecordThatCarriesAPendingFlag() {
        Image.Present staleWrite = given(KEY, stamp(7, "t"), OLD);

        assertThat(store().updateIfLower(image(KEY, stamp(8, "u"), NEW))).isEqualTo(NO_MATCH);

        assertThat(store().read(KEY)).contains(pending(staleWrite, EPOCH));
    }

    @Test
    @Clause("LS-FOLLOW-3")
    final void anUpdateReplacesADocumentWithoutVersion() {
        putUnversioned(KEY, OLD);
        Image.Present next = image(KEY, stamp(1, "u"), NEW);

        assertThat(store().updateIfLower(next)).isEqualTo(DONE);

        assertThat(store().read(KEY)).contains(notPending(next));
    }

    @Test
    @Clause("LS-FOLLOW-4")
    final void anUpdateWritesNothingWhereNothingIs() {
        assertThat(store().updateIfLower(image(KEY, stamp(8, "u"), NEW))).isEqualTo(NO_MATCH);

        assertThat(store().read(KEY)).isEmpty();
    }

    @Test
    @Clause("LS-FOLLOW-5")
    final void anUpdateKeepsWhatIsProvisional() {
        assertThat(store().insertProvisional(image(KEY, stamp(7, "t"), OLD), ATTEMPT))
                .isEqualTo(DONE);
        Image.Present next = image(KEY, stamp(8, "u"), NEW);

        assertThat(store().updateIfLower(next)).isEqualTo(DONE);

        assertThat(store().read(KEY)).contains(provisional(next, ATTEMPT));
    }

    @Test
    @Clause("LS-FOLLOW-6")
    final void anInsertIsProvisionalAndNeedsAnAbsentKey() {
        Image.Present image = image(KEY, stamp(7, "t"), OLD);

        assertThat(store().insertProvisional(image, ATTEMPT)).isEqualTo(DONE);
        assertThat(store().read(KEY)).contains(provisional(image, ATTEMPT));

        assertThat(store().insertProvisional(image(KEY, stamp(8, "u"), NEW), new LegacyRecord.Provisional(EPOCH, "b")))
                .isEqualTo(NO_MATCH);
        assertThat(store().read(KEY)).contains(provisional(image, ATTEMPT));
    }

    @Test
    @Clause("LS-FOLLOW-7")
    final void onlyTheAttemptThatInsertedConfirms() {
        Image.Present image = image(KEY, stamp(7, "t"), OLD);
        assertThat(store().confirm(KEY, 7, "a")).isFalse();
        assertThat(store().insertProvisional(image, ATTEMPT)).isEqualTo(DONE);

        assertThat(store().confirm(KEY, 7, "b")).isFalse();
        assertThat(store().confirm(KEY, 6, "a")).isFalse();
        assertThat(store().confirm(KEY, 8, "a")).isFalse();
        assertThat(store().read(KEY)).contains(provisional(image, ATTEMPT));

        assertThat(store().confirm(KEY, 7, "a")).isTrue();
        assertThat(store().read(KEY)).contains(notPending(image));
    }

    @Test
    @Clause("LS-FOLLOW-8")
    final void aStaleWriteIsReplacedOnlyInTheStateThatWasReported() {
        Image.Present staleWrite = given(KEY, stamp(7, "t"), OLD);
        Image.Present image = image(KEY, stamp(9, "u"), NEW);

        assertThat(store().replaceStaleWrite(stamp(6, "t"), image)).isEqualTo(NO_MATCH);
        assertThat(store().replaceStaleWrite(stamp(7, "u"), image)).isEqualTo(NO_MATCH);
        assertThat(store().read(KEY)).contains(pending(staleWrite, EPOCH));

        assertThat(store().replaceStaleWrite(stamp(7, "t"), image)).isEqualTo(DONE);
        assertThat(store().read(KEY)).contains(notPending(image));
    }

    @Test
    @Clause("LS-FOLLOW-8")
    final void aRecordWithoutAPendingFlagIsNoStaleWrite() {
        Image.Present held = givenNotPending(KEY, stamp(7, "t"), OLD);

        assertThat(store().replaceStaleWrite(stamp(7, "t"), image(KEY, stamp(9, "u"), NEW)))
                .isEqualTo(NO_MATCH);

        assertThat(store().read(KEY)).contains(notPending(held));
    }

    @Test
    @Clause("LS-FOLLOW-9")
    final void onlyALowerVersionIsDeleted() {
        Image.Present held = givenNotPending(KEY, stamp(7, "t"), OLD);

        assertThat(store().deleteLower(KEY, 6, Unversioned.INCLUDED)).isFalse();
        assertThat(store().deleteLower(KEY, 7, Unversioned.INCLUDED)).isFalse();
        assertThat(store().read(KEY)).contains(notPending(held));

        assertThat(store().deleteLower(KEY, 8, Unversioned.SPARED)).isTrue();
        assertThat(store().read(KEY)).isEmpty();
        assertThat(store().deleteLower(KEY, 8, Unversioned.INCLUDED)).isFalse();
    }

    @Test
    @Clause("LS-FOLLOW-9")
    final void aRecordWithAPendingFlagIsNotDeletedByALowerVersionEither() {
        Image.Present held = given(KEY, stamp(7, "t"), OLD);

        assertThat(store().deleteLower(KEY, 6, Unversioned.INCLUDED)).isFalse();
        assertThat(store().deleteLower(KEY, 7, Unversioned.INCLUDED)).isFalse();

        assertThat(store().read(KEY)).contains(pending(held, EPOCH));
    }

    @Test
    @Clause("LS-FOLLOW-10")
    final void aDocumentWithoutVersionIsDeletedOnlyIfIncluded() {
        putUnversioned(KEY, OLD);

        assertThat(store().deleteLower(KEY, 8, Unversioned.SPARED)).isFalse();
        assertThat(store().read(KEY)).contains(unversioned(KEY, OLD));

        assertThat(store().deleteLower(KEY, 8, Unversioned.INCLUDED)).isTrue();
        assertThat(store().read(KEY)).isEmpty();
    }

    @Test
    @Clause("LS-FOLLOW-11")
    final void aTombstoneIsAppliedOverNoneAndOverALowerOne() {
        assertThat(store().applyTombstone(new Image.Tombstone(KEY, stamp(7, "d"))))
                .isEqualTo(DONE);
        assertThat(store().readTombstone(KEY)).contains(applied(7, "d"));

        assertThat(store().applyTombstone(new Image.Tombstone(KEY, stamp(6, "e"))))
                .isEqualTo(NO_MATCH);
        assertThat(store().applyTombstone(new Image.Tombstone(KEY, stamp(7, "e"))))
                .isEqualTo(NO_MATCH);
        assertThat(store().readTombstone(KEY)).contains(applied(7, "d"));

        assertThat(store().applyTombstone(new Image.Tombstone(KEY, stamp(8, "e"))))
                .isEqualTo(DONE);
        assertThat(store().readTombstone(KEY)).contains(applied(8, "e"));
    }

    @Test
    @Clause("LS-FOLLOW-12")
    final void aUniqueKeyRefusesAProvisionalInsertAndAnUpdate() {
        RecordKey holder = key("000000000000000000000001");
        RecordKey second = key("000000000000000000000002");
        var tickets = store(ContractTypes.TICKETS);
        Struct taken = Struct.builder().put("code", "taken").build();
        Struct free = Struct.builder().put("code", "free").build();
        StepResult duplicate = new StepResult.Duplicate("tickets_code", Optional.of(holder));
        assertThat(tickets.insertProvisional(image(holder, stamp(1, "t"), taken), ATTEMPT))
                .isEqualTo(DONE);

        assertThat(tickets.insertProvisional(image(second, stamp(1, "u"), taken), ATTEMPT))
                .isEqualTo(duplicate);
        assertThat(tickets.read(second)).isEmpty();

        assertThat(tickets.insertProvisional(image(second, stamp(1, "u"), free), ATTEMPT))
                .isEqualTo(DONE);
        assertThat(tickets.updateIfLower(image(second, stamp(2, "v"), taken))).isEqualTo(duplicate);
        assertThat(tickets.read(second)).contains(provisional(image(second, stamp(1, "u"), free), ATTEMPT));
    }

    @Test
    @Clause("LS-FOLLOW-13")
    final void manyUpdatesReplaceWhatIsAsItWasRead() {
        LegacyRecord lower = notPending(givenNotPending(key("lower"), stamp(7, "t"), OLD));
        LegacyRecord passed = notPending(givenNotPending(key("passed"), stamp(7, "t"), OLD));
        LegacyRecord marked = notPending(givenNotPending(key("marked"), stamp(7, "t"), OLD));
        LegacyRecord gone = notPending(givenNotPending(key("gone"), stamp(7, "t"), OLD));
        Image.Present newer = image(passed.key(), stamp(9, "w"), NEW);
        assertThat(store().updateIfLower(newer)).isEqualTo(DONE);
        Image.Present staleWrite = image(marked.key(), stamp(7, "x"), NEW);
        assertThat(store().replace(marked.stamp(), staleWrite, EPOCH)).isEqualTo(DONE);
        assertThat(store().delete(gone.key(), gone.stamp())).isTrue();

        List<StepResult> steps =
                store().updateAllIfLower(List.of(update(passed), update(lower), update(gone), update(marked)));

        assertThat(steps).hasSize(4);
        assertThat(steps.get(0).isDone()
                        || steps.get(2).isDone()
                        || steps.get(3).isDone())
                .isFalse();
        assertThat(store().read(lower.key())).contains(notPending(over(lower)));
        assertThat(store().read(passed.key())).contains(notPending(newer));
        assertThat(store().read(gone.key())).isEmpty();
        assertThat(store().read(marked.key())).contains(pending(staleWrite, EPOCH));
    }

    @Test
    @Clause("LS-FOLLOW-13")
    final void manyUpdatesThatAllTakeEffectAreDone() {
        LegacyRecord first = notPending(givenNotPending(key("first"), stamp(7, "t"), OLD));
        LegacyRecord second = notPending(givenNotPending(key("second"), stamp(6, "t"), OLD));

        assertThat(store().updateAllIfLower(List.of(update(first), update(second))))
                .containsExactly(DONE, DONE);

        assertThat(store().read(first.key())).contains(notPending(over(first)));
        assertThat(store().read(second.key())).contains(notPending(over(second)));
    }

    @Test
    @Clause("LS-FOLLOW-14")
    final void manyProvisionalInsertsAreConfirmedByTheirAttemptOnly() {
        Image.Present held = givenNotPending(key("held"), stamp(5, "t"), OLD);
        Image.Present first = image(key("first"), stamp(7, "u"), NEW);
        Image.Present second = image(key("second"), stamp(8, "u"), NEW);
        Image.Present other = image(key("other"), stamp(8, "v"), NEW);
        LegacyRecord.Provisional another = new LegacyRecord.Provisional(EPOCH, "b");
        assertThat(store().insertProvisional(other, another)).isEqualTo(DONE);

        assertThat(store().insertAllProvisional(List.of(first, image(held.key(), stamp(8, "u"), NEW), second), ATTEMPT))
                .containsExactly(DONE, NO_MATCH, DONE);
        assertThat(store().read(first.key())).contains(provisional(first, ATTEMPT));

        store().confirmAll(List.of(first, other, image(second.key(), stamp(9, "u"), NEW)), ATTEMPT.attempt());

        assertThat(store().read(first.key())).contains(notPending(first));
        assertThat(store().read(second.key())).contains(provisional(second, ATTEMPT));
        assertThat(store().read(other.key())).contains(provisional(other, another));
        assertThat(store().read(held.key())).contains(notPending(held));
    }

    @Test
    @Clause("LS-FOLLOW-15")
    final void manyDeletesBelowTombstonesSpareWhatIsHigherOrCarriesAPendingFlag() {
        Image.Present lower = givenNotPending(key("lower"), stamp(6, "t"), OLD);
        Image.Present equal = givenNotPending(key("equal"), stamp(7, "t"), OLD);
        Image.Present staleWrite = given(key("marked"), stamp(5, "t"), OLD);
        putUnversioned(key("unversioned"), OLD);

        store().deleteAllLower(List.of(
                below(lower.key()),
                below(key("absent")),
                below(equal.key()),
                below(staleWrite.key()),
                below(key("unversioned"))));

        assertThat(store().read(lower.key())).isEmpty();
        assertThat(store().read(key("unversioned"))).isEmpty();
        assertThat(store().read(equal.key())).contains(notPending(equal));
        assertThat(store().read(staleWrite.key())).contains(pending(staleWrite, EPOCH));
    }

    private static Image.Tombstone below(RecordKey key) {
        return new Image.Tombstone(key, stamp(7, "d"));
    }

    private static LegacyStore.Replacement update(LegacyRecord over) {
        return new LegacyStore.Replacement(over, over(over), LegacyStore.IfGone.LEAVE);
    }

    private static Image.Present over(LegacyRecord read) {
        return image(read.key(), stamp(8, "u"), NEW);
    }

    private static LegacyTombstone applied(long version, String token) {
        return new LegacyTombstone(
                KEY, stamp(version, token), Optional.empty(), OptionalLong.empty(), Optional.empty());
    }
}
