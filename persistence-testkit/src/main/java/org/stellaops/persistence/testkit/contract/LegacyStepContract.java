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
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Clauses {@code LS-LEAD}: the statements of a leader, each a compare-and-set on version and token. */
public abstract class LegacyStepContract extends LegacyContract {

    private static final StepResult DONE = new StepResult.Done();

    private static final StepResult NO_MATCH = new StepResult.NoMatch();

    /** For subclasses. */
    protected LegacyStepContract() {}

    @Test
    @Clause("LS-LEAD-1")
    final void aStoreThatWasNeverWrittenHoldsNothing() {
        assertThat(store().type()).isEqualTo(ContractTypes.EVERYTHING);
        assertThat(store().read(KEY)).isEmpty();
        assertThat(store().readTombstone(KEY)).isEmpty();
        assertThat(store().readTombstones(List.of(KEY))).isEmpty();
        assertThat(store().count()).isZero();
        assertThat(store().pendingCount()).isZero();
    }

    @Test
    @Clause("LS-LEAD-2")
    final void anInsertedRecordIsReadWithStampHashAndPendingFlag() {
        Image.Present image = image(KEY, stamp(7, "t"), OLD);

        assertThat(store().insert(image, EPOCH)).isEqualTo(DONE);

        assertThat(store().read(KEY)).contains(pending(image, EPOCH));
        assertThat(store().find(KEY)).contains(pending(image, EPOCH).toStoredRecord());
        assertThat(store().count()).isEqualTo(1);
    }

    @Test
    @Clause("LS-LEAD-3")
    final void anInsertOverAnyRecordMatchesNothing() {
        Image.Present first = given(KEY, stamp(7, "t"), OLD);
        RecordKey plain = key("plain");
        putUnversioned(plain, OLD);

        assertThat(store().insert(image(KEY, stamp(9, "u"), NEW), EPOCH)).isEqualTo(NO_MATCH);
        assertThat(store().insert(image(plain, stamp(9, "u"), NEW), EPOCH)).isEqualTo(NO_MATCH);

        assertThat(store().read(KEY)).contains(pending(first, EPOCH));
        assertThat(store().read(plain)).contains(unversioned(plain, OLD));
    }

    @Test
    @Clause("LS-LEAD-4")
    final void aReplacementNeedsVersionAndToken() {
        Image.Present first = givenNotPending(KEY, stamp(7, "t"), OLD);
        Image.Present next = image(KEY, stamp(8, "u"), NEW);

        assertThat(store().replace(stamp(6, "t"), next, EPOCH)).isEqualTo(NO_MATCH);
        assertThat(store().replace(stamp(8, "t"), next, EPOCH)).isEqualTo(NO_MATCH);
        assertThat(store().replace(stamp(7, "u"), next, EPOCH)).isEqualTo(NO_MATCH);
        assertThat(store().replace(VersionStamp.UNVERSIONED, next, EPOCH)).isEqualTo(NO_MATCH);
        assertThat(store().read(KEY)).contains(notPending(first));

        assertThat(store().replace(stamp(7, "t"), next, EPOCH)).isEqualTo(DONE);
        assertThat(store().read(KEY)).contains(pending(next, EPOCH));
    }

    @Test
    @Clause("LS-LEAD-4")
    final void aReplacementWhereNothingIsMatchesNothing() {
        assertThat(store().replace(stamp(7, "t"), image(KEY, stamp(8, "u"), NEW), EPOCH))
                .isEqualTo(NO_MATCH);
        assertThat(store().replace(VersionStamp.UNVERSIONED, image(KEY, stamp(8, "u"), NEW), EPOCH))
                .isEqualTo(NO_MATCH);
        assertThat(store().read(KEY)).isEmpty();
    }

    @Test
    @Clause("LS-LEAD-5")
    final void aReplacementLeavesNoPendingFlagOfTheFormerRecord() {
        Image.Present reverse = image(KEY, stamp(7, "t"), OLD);
        assertThat(store().insertProvisional(reverse, new LegacyRecord.Provisional(EPOCH, "a")))
                .isEqualTo(DONE);
        Image.Present next = image(KEY, stamp(8, "u"), NEW);

        assertThat(store().replace(stamp(7, "t"), next, EPOCH + 1)).isEqualTo(DONE);

        assertThat(store().read(KEY)).contains(pending(next, EPOCH + 1));
    }

    @Test
    @Clause("LS-LEAD-6")
    final void aDocumentWithoutVersionIsReadAndReplacedAsVersionZero() {
        putUnversioned(KEY, OLD);
        assertThat(store().read(KEY)).contains(unversioned(KEY, OLD));
        assertThat(store().find(KEY)).contains(unversioned(KEY, OLD).toStoredRecord());

        Image.Present next = image(KEY, stamp(1, "u"), NEW);
        assertThat(store().replace(VersionStamp.UNVERSIONED, next, EPOCH)).isEqualTo(DONE);

        assertThat(store().read(KEY)).contains(pending(next, EPOCH));
    }

    @Test
    @Clause("LS-LEAD-7")
    final void aBypassingWriterLeavesADocumentWithoutVersion() {
        given(KEY, stamp(7, "t"), OLD);

        putUnversioned(KEY, NEW);

        assertThat(store().read(KEY)).contains(unversioned(KEY, NEW));
        assertThat(store().count()).isEqualTo(1);
    }

    @Test
    @Clause("LS-LEAD-8")
    final void aDeleteNeedsVersionAndToken() {
        Image.Present image = given(KEY, stamp(7, "t"), OLD);

        assertThat(store().delete(KEY, stamp(6, "t"))).isFalse();
        assertThat(store().delete(KEY, stamp(7, "u"))).isFalse();
        assertThat(store().delete(KEY, VersionStamp.UNVERSIONED)).isFalse();
        assertThat(store().read(KEY)).contains(pending(image, EPOCH));

        assertThat(store().delete(KEY, stamp(7, "t"))).isTrue();
        assertThat(store().read(KEY)).isEmpty();
        assertThat(store().delete(KEY, stamp(7, "t"))).isFalse();
    }

    @Test
    @Clause("LS-LEAD-9")
    final void aTombstoneIsReadAsItWasInserted() {
        LegacyTombstone intent = intent(KEY, stamp(8, "d"), stamp(7, "t"));

        assertThat(store().insertTombstone(intent)).isEqualTo(DONE);

        assertThat(store().readTombstone(KEY)).contains(intent);
        assertThat(store().readTombstones(List.of(KEY, key("other"))))
                .containsOnlyKeys(KEY)
                .containsEntry(KEY, intent);
        assertThat(store().read(KEY)).isEmpty();
    }

    @Test
    @Clause("LS-LEAD-9")
    final void aTombstoneOfARepairHasNoVictim() {
        LegacyTombstone repair =
                new LegacyTombstone(KEY, stamp(8, "d"), Optional.empty(), OptionalLong.of(EPOCH), Optional.empty());

        assertThat(store().insertTombstone(repair)).isEqualTo(DONE);

        assertThat(store().readTombstone(KEY)).contains(repair);
    }

    @Test
    @Clause("LS-LEAD-10")
    final void aTombstoneIsNotInsertedOverAnother() {
        LegacyTombstone first = intent(KEY, stamp(8, "d"), stamp(7, "t"));
        assertThat(store().insertTombstone(first)).isEqualTo(DONE);

        assertThat(store().insertTombstone(intent(KEY, stamp(9, "e"), stamp(7, "t"))))
                .isEqualTo(NO_MATCH);

        assertThat(store().readTombstone(KEY)).contains(first);
    }

    @Test
    @Clause("LS-LEAD-11")
    final void aTombstoneIsReplacedOnlyAtExactlyItsStamp() {
        LegacyTombstone first = intent(KEY, stamp(8, "d"), stamp(7, "t"));
        LegacyTombstone next = intent(KEY, stamp(10, "e"), stamp(9, "u"));
        assertThat(store().replaceTombstone(stamp(8, "d"), next)).isEqualTo(NO_MATCH);
        assertThat(store().insertTombstone(first)).isEqualTo(DONE);

        assertThat(store().replaceTombstone(stamp(7, "d"), next)).isEqualTo(NO_MATCH);
        assertThat(store().replaceTombstone(stamp(8, "e"), next)).isEqualTo(NO_MATCH);
        assertThat(store().readTombstone(KEY)).contains(first);

        assertThat(store().replaceTombstone(stamp(8, "d"), next)).isEqualTo(DONE);
        assertThat(store().readTombstone(KEY)).contains(next);
    }

    @Test
    @Clause("LS-LEAD-11")
    final void aReplacedTombstoneLosesTheClaimOfTheFormer() {
        assertThat(store().insertTombstone(intent(KEY, stamp(8, "d"), stamp(7, "t"))))
                .isEqualTo(DONE);
        assertThat(store().claim(KEY, stamp(8, "d"), "me")).isTrue();
        LegacyTombstone next = intent(KEY, stamp(10, "e"), stamp(9, "u"));

        assertThat(store().replaceTombstone(stamp(8, "d"), next)).isEqualTo(DONE);

        assertThat(store().readTombstone(KEY)).contains(next);
    }

    @Test
    @Clause("LS-LEAD-12")
    final void aUniqueKeyRefusesAnInsertAndNamesTheHolder() {
        RecordKey holder = key("000000000000000000000001");
        RecordKey second = key("000000000000000000000002");
        var tickets = store(ContractTypes.TICKETS);
        Struct content = Struct.builder().put("code", "c").build();
        assertThat(tickets.insert(image(holder, stamp(1, "t"), content), EPOCH)).isEqualTo(DONE);

        assertThat(tickets.insert(image(second, stamp(1, "u"), content), EPOCH))
                .isEqualTo(new StepResult.Duplicate("tickets_code", Optional.of(holder)));
        assertThat(tickets.read(second)).isEmpty();
    }

    @Test
    @Clause("LS-LEAD-12")
    final void aUniqueKeyRefusesAReplacementAndNamesTheHolder() {
        RecordKey holder = key("000000000000000000000001");
        RecordKey second = key("000000000000000000000002");
        var tickets = store(ContractTypes.TICKETS);
        Struct taken = Struct.builder().put("code", "taken").build();
        Image.Present other = image(
                second, stamp(1, "u"), Struct.builder().put("code", "free").build());
        assertThat(tickets.insert(image(holder, stamp(1, "t"), taken), EPOCH)).isEqualTo(DONE);
        assertThat(tickets.insert(other, EPOCH)).isEqualTo(DONE);

        assertThat(tickets.replace(stamp(1, "u"), image(second, stamp(2, "v"), taken), EPOCH))
                .isEqualTo(new StepResult.Duplicate("tickets_code", Optional.of(holder)));
        assertThat(tickets.read(second)).contains(pending(other, EPOCH));
    }

    @Test
    @Clause("LS-LEAD-13")
    final void tenantsDoNotShareRecordsOrTombstones() {
        var accounts = store(ContractTypes.ACCOUNTS);
        RecordKey a = RecordKey.of("a", "k");
        RecordKey b = RecordKey.of("b", "k");
        Image.Present image = image(a, stamp(1, "t"), Contents.account("n").with("number", Value.of(1)));

        assertThat(accounts.insert(image, EPOCH)).isEqualTo(DONE);
        assertThat(accounts.insertTombstone(intent(a, stamp(2, "d"), stamp(1, "t"))))
                .isEqualTo(DONE);

        assertThat(accounts.read(a)).contains(pending(image, EPOCH));
        assertThat(accounts.read(b)).isEmpty();
        assertThat(accounts.readTombstone(b)).isEmpty();
        assertThat(accounts.delete(b, stamp(1, "t"))).isFalse();
    }

    @Test
    @Clause("LS-LEAD-14")
    final void aHintIsWhatWasWritten() {
        assertThat(store().hint(KEY)).isEmpty();
        assertThat(store().hintTombstone(KEY)).isEmpty();
        Image.Present image = given(KEY, stamp(7, "t"), OLD);
        LegacyTombstone intent = intent(KEY, stamp(8, "d"), stamp(7, "t"));
        assertThat(store().insertTombstone(intent)).isEqualTo(DONE);

        assertThat(store().hint(KEY)).contains(pending(image, EPOCH));
        assertThat(store().hintTombstone(KEY)).contains(intent);
    }

    @Test
    @Clause("LS-LEAD-15")
    final void aReplacementOfAComparedHintNeedsThatNoPendingFlagStands() {
        Image.Present first = given(KEY, stamp(7, "t"), OLD);
        LegacyRecord compared = notPending(first);
        Image.Present next = image(KEY, stamp(8, "u"), NEW);

        assertThat(store().replaceHinted(compared, next, EPOCH)).isEqualTo(NO_MATCH);
        assertThat(store().read(KEY)).contains(pending(first, EPOCH));

        assertThat(store().clearPending(KEY, stamp(7, "t"))).isTrue();
        assertThat(store().replaceHinted(compared, next, EPOCH)).isEqualTo(DONE);
        assertThat(store().read(KEY)).contains(pending(next, EPOCH));
        assertThat(store().replaceHinted(compared, image(KEY, stamp(9, "w"), OLD), EPOCH))
                .isEqualTo(NO_MATCH);
    }

    @Test
    @Clause("LS-LEAD-16")
    final void aReplacementOfAnyOtherHintNeedsVersionAndToken() {
        Image.Present first = given(KEY, stamp(7, "t"), OLD);
        RecordKey plain = key("plain");
        putUnversioned(plain, OLD);
        Image.Present next = image(KEY, stamp(8, "u"), NEW);
        Image.Present over = image(plain, stamp(3, "w"), NEW);

        assertThat(store().replaceHinted(pending(first, EPOCH), next, EPOCH)).isEqualTo(DONE);
        assertThat(store().replaceHinted(pending(first, EPOCH), image(KEY, stamp(9, "x"), OLD), EPOCH))
                .isEqualTo(NO_MATCH);
        assertThat(store().replaceHinted(unversioned(plain, OLD), over, EPOCH)).isEqualTo(DONE);

        assertThat(store().read(KEY)).contains(pending(next, EPOCH));
        assertThat(store().read(plain)).contains(pending(over, EPOCH));
    }
}
