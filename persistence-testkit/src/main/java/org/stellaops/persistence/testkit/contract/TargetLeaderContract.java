// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.testkit.contract.Contents.key;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.PendingSample;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.spi.TargetWrite.PendingFlag;
import org.stellaops.persistence.spi.TargetWrite.Result;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.spi.Versions;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;

/**
 * Clauses {@code TS-LEAD}: a leading target allocates the version, checks, writes and sets the pending flag in one
 * transaction.
 */
public abstract class TargetLeaderContract extends TargetContract {

    private static final TargetWrite.Change DELETE = new TargetWrite.Change.Delete();

    /** For subclasses. */
    protected TargetLeaderContract() {}

    @Test
    @Clause("TS-LEAD-1")
    final void aWriteAllocatesAboveTheBaseOfItsEpochAndPendingFlags() {
        leading();

        VersionStamp stamp = written(put(KEY, OLD, Precondition.none(), "t"));

        assertThat(stamp).isEqualTo(new VersionStamp(Versions.allocate(EPOCH), "t"));
        assertThat(store().state(KEY))
                .contains(
                        new TargetState(stamp, false, Optional.of(ContentHash.of(OLD)), OptionalLong.of(EPOCH), false));
        assertThat(store().image(KEY)).contains(image(KEY, stamp, OLD));
        assertThat(store().pendingCount()).isEqualTo(1);
    }

    @Test
    @Clause("TS-LEAD-1")
    final void aWriteWithoutPendingFlagIsNotPending() {
        leading();

        VersionStamp stamp = written(store().write(new TargetWrite(
                KEY,
                new TargetWrite.Change.Put(OLD, ContentHash.of(OLD)),
                Precondition.none(),
                EPOCH,
                "t",
                PendingFlag.NONE)));

        assertHolds(image(KEY, stamp, OLD));
        assertThat(store().pendingCount()).isZero();
    }

    @Test
    @Clause("TS-LEAD-2")
    final void aWriteAllocatesAboveWhatIsThereBeItRecordOrTombstone() {
        following();
        long high = Versions.base(EPOCH) + 100;
        assertThat(store().apply(image(KEY, stamp(high, "f"), OLD), EPOCH)).isEqualTo(APPLIED);
        leading();

        assertThat(written(put(KEY, NEW, Precondition.none(), "t"))).isEqualTo(stamp(high + 1, "t"));
        assertThat(written(delete(KEY, Precondition.none(), "d"))).isEqualTo(stamp(high + 2, "d"));
        assertThat(written(put(KEY, OLD, Precondition.absent(), "u"))).isEqualTo(stamp(high + 3, "u"));
        assertThat(store().find(KEY))
                .hasValueSatisfying(it -> assertThat(it.content()).isEqualTo(OLD));
    }

    @Test
    @Clause("TS-LEAD-2")
    final void aWriteOverWhatAFormerEpochLeftAllocatesAboveTheBaseOfItsOwn() {
        following();
        given(KEY, stamp(Versions.allocate(EPOCH - 1), "f"), OLD);
        assertThat(store().apply(tombstone(key("dead"), stamp(Versions.allocate(EPOCH - 1), "f")), EPOCH))
                .isEqualTo(APPLIED);
        leading();

        assertThat(written(put(KEY, NEW, Precondition.none(), "t"))).isEqualTo(stamp(Versions.allocate(EPOCH), "t"));
        assertThat(written(put(key("dead"), NEW, Precondition.none(), "u")))
                .isEqualTo(stamp(Versions.allocate(EPOCH), "u"));
    }

    @Test
    @Clause("TS-LEAD-3")
    final void aConflictChangesNothingVersionAndPendingFlagIncluded() {
        leading();
        VersionStamp stamp = written(put(KEY, OLD, Precondition.none(), "t"));
        assertThat(store().clearPending(KEY, stamp)).isTrue();

        assertConflict(put(KEY, NEW, Precondition.absent(), "u"), stamp);
        assertConflict(put(KEY, NEW, Precondition.revision(Revision.of(stamp(stamp.version(), "other"))), "u"), stamp);
        assertConflict(put(KEY, NEW, Precondition.holds(Condition.eq(Contents.TEXT, "x")), "u"), stamp);
        assertConflict(delete(KEY, Precondition.revision(Revision.of(stamp(stamp.version(), "other"))), "u"), stamp);
        assertConflictOverNothing(put(key("absent"), NEW, Precondition.present(), "u"));

        assertHolds(image(KEY, stamp, OLD));
        assertThat(store().state(key("absent"))).isEmpty();
    }

    @Test
    @Clause("TS-LEAD-11")
    final void theRevisionOfAnUnversionedRecordIsItsContent() {
        Image.Present unversioned = given(KEY, VersionStamp.UNVERSIONED, OLD);
        leading();
        Precondition old = Precondition.revision(
                store().find(KEY).map(StoredRecord::revision).orElseThrow());
        Precondition other = Precondition.revision(Revision.ofUnversioned(ContentHash.of(NEW)));

        assertThat(conflictOver(put(KEY, NEW, other, "t"))).contains(Revision.ofUnversioned(unversioned.hash()));
        assertHolds(unversioned);

        VersionStamp stamp = written(put(KEY, OLD, old, "t"));
        assertConflict(put(KEY, NEW, old, "u"), stamp);
    }

    @Test
    @Clause("TS-LEAD-4")
    final void aDeleteLeavesAPendingTombstone() {
        leading();
        VersionStamp put = written(put(KEY, OLD, Precondition.none(), "t"));

        VersionStamp deleted = written(delete(KEY, Precondition.revision(Revision.of(put)), "d"));

        assertThat(deleted).isEqualTo(stamp(put.version() + 1, "d"));
        assertThat(store().image(KEY)).contains(tombstone(KEY, deleted));
        assertThat(store().state(KEY)).hasValueSatisfying(it -> {
            assertThat(it.deleted()).isTrue();
            assertThat(it.pendingEpoch()).hasValue(EPOCH);
        });
        assertThat(store().count()).isZero();
        assertThat(delete(KEY, Precondition.none(), "e")).isEqualTo(new Result.Absent());
        assertThat(store().image(KEY)).contains(tombstone(KEY, deleted));
    }

    @Test
    @Clause("TS-LEAD-4")
    final void aDeleteOfAnAbsentKeyLeavesNothing() {
        leading();

        assertThat(delete(KEY, Precondition.none(), "d")).isEqualTo(new Result.Absent());

        assertThat(store().state(KEY)).isEmpty();
    }

    @Test
    @Clause("TS-LEAD-5")
    final void onlyAStoreThatLeadsInTheWritersEpochWrites() {
        for (ControlRecord other : List.of(
                new ControlRecord(Phase.AWAY, EPOCH),
                new ControlRecord(Phase.MOVING, EPOCH),
                new ControlRecord(Phase.STEADY, EPOCH + 1),
                new ControlRecord(Phase.STEADY, EPOCH - 1))) {
            ControlRecord control = control(other.phase(), other.epoch());

            assertThat(put(KEY, OLD, Precondition.none(), "t")).isEqualTo(new Result.NotLeading(control));
            assertThat(delete(KEY, Precondition.none(), "t")).isEqualTo(new Result.NotLeading(control));
            assertThat(store().state(KEY)).isEmpty();
        }
    }

    @Test
    @Clause("TS-LEAD-6")
    final void aUniqueKeyRefusesAWriteByName() {
        leading();
        var tickets = store(ContractTypes.TICKETS);
        RecordKey second = key("000000000000000000000002");
        Struct taken = Struct.builder().put("code", "c").build();
        VersionStamp first = written(tickets.write(put(key("000000000000000000000001"), taken, "t")));

        assertThat(tickets.write(put(second, taken, "u"))).isEqualTo(new Result.Duplicate("tickets_code"));

        assertThat(tickets.state(second)).isEmpty();
        assertThat(tickets.state(key("000000000000000000000001")))
                .hasValueSatisfying(it -> assertThat(it.stamp()).isEqualTo(first));
    }

    @Test
    @Clause("TS-LEAD-7")
    final void aContentThatCannotBeStoredIsRefusedByPath() {
        leading();

        Result result = put(KEY, Contents.text("secret\0"), Precondition.none(), "t");

        assertThat(result).isInstanceOf(Result.Refused.class);
        assertThat(((Result.Refused) result).reason()).contains("text").doesNotContain("secret");
        assertThat(store().state(KEY)).isEmpty();
    }

    @Test
    @Clause("TS-LEAD-8")
    final void aPendingFlagIsTakenFromExactlyOneState() {
        leading();
        VersionStamp stamp = written(put(KEY, OLD, Precondition.none(), "t"));

        assertThat(store().clearPending(KEY, stamp.at(stamp.version() + 1))).isFalse();
        assertThat(store().clearPending(KEY, stamp.at(stamp.version() - 1))).isFalse();
        assertThat(store().clearPending(KEY, new VersionStamp(stamp.version(), "u")))
                .isFalse();
        assertThat(store().clearPending(key("absent"), stamp)).isFalse();
        assertThat(store().pendingCount()).isEqualTo(1);

        assertThat(store().clearPending(KEY, stamp)).isTrue();
        assertHolds(image(KEY, stamp, OLD));
        assertThat(store().pendingCount()).isZero();
    }

    @Test
    @Clause("TS-LEAD-9")
    final void theWorkListHoldsExactlyWhatIsPending() {
        leading();
        VersionStamp a = written(put(key("a"), OLD, Precondition.none(), "a"));
        VersionStamp b = written(put(key("b"), OLD, Precondition.none(), "b"));
        VersionStamp c = written(put(key("c"), NEW, Precondition.none(), "c"));
        VersionStamp d = written(delete(key("c"), Precondition.none(), "d"));
        assertThat(store().clearPending(key("b"), b)).isTrue();

        assertThat(c.version()).isLessThan(d.version());
        assertThat(store().pending(Optional.empty(), 10))
                .containsExactlyInAnyOrder(image(key("a"), a, OLD), tombstone(key("c"), d));
        assertThat(store().pending(Optional.of(key("a")), 10)).containsExactly(tombstone(key("c"), d));
        assertThat(store().pending(Optional.empty(), 1)).hasSize(1);
        assertThat(store().pending(Optional.of(key("c")), 1)).isEmpty();
        assertThat(store().pendingCount()).isEqualTo(2);
    }

    @Test
    @Clause("TS-LEAD-9")
    final void aPendingFlagOfAFormerEpochIsWorkStill() {
        leading();
        VersionStamp a = written(put(key("a"), OLD, Precondition.none(), "a"));

        for (Phase phase : List.of(Phase.MOVING, Phase.STEADY, Phase.AWAY)) {
            control(phase, EPOCH + 1);

            assertThat(store().pending(Optional.empty(), 10)).containsExactly(image(key("a"), a, OLD));
            assertThat(store().pendingCount()).isEqualTo(1);
            assertThat(store().pendingSample(10)).isEqualTo(new PendingSample(1, Optional.of("a")));
        }
    }

    @CanIgnoreReturnValue
    static VersionStamp written(Result result) {
        assertThat(result).isInstanceOf(Result.LeaderWriteResult.class);
        return ((Result.LeaderWriteResult) result).stamp();
    }

    @Test
    @Clause("TS-LEAD-10")
    final void aSampleOfWhatIsPendingGoesNoFurtherThanItsBound() {
        leading();
        assertThat(store().pendingSample(10)).isEqualTo(PendingSample.NONE);
        VersionStamp a = written(put(key("a"), OLD, Precondition.none(), "a"));
        written(put(key("b"), OLD, Precondition.none(), "c"));
        written(put(key("c"), NEW, Precondition.none(), "d"));
        written(delete(key("c"), Precondition.none(), "b"));

        assertThat(store().pendingSample(10)).isEqualTo(new PendingSample(3, Optional.of("a")));
        assertThat(store().clearPending(key("a"), a)).isTrue();
        assertThat(store().pendingSample(10)).isEqualTo(new PendingSample(2, Optional.of("b")));
        assertThat(store().pendingSample(1).keys()).isEqualTo(1);
    }

    @Test
    @Clause("TS-LEAD-12")
    final void manyPendingFlagsAreTakenEachFromExactlyOneState() {
        leading();
        VersionStamp a = written(put(key("a"), OLD, Precondition.none(), "a"));
        VersionStamp b = written(put(key("b"), OLD, Precondition.none(), "b"));
        written(put(key("c"), NEW, Precondition.none(), "c"));
        VersionStamp c = written(delete(key("c"), Precondition.none(), "d"));

        assertThat(store().clearPendingFlags(List.<Image>of(
                        tombstone(key("c"), c),
                        image(key("b"), b.at(b.version() + 1), OLD),
                        image(key("absent"), a, OLD),
                        image(key("a"), a, OLD))))
                .containsExactly(true, false, false, true);

        assertHolds(image(key("a"), a, OLD));
        assertThat(store().pending(Optional.empty(), 10)).containsExactly(image(key("b"), b, OLD));
        assertThat(store().clearPendingFlags(List.<Image>of(image(key("b"), b, OLD))))
                .containsExactly(true);
        assertThat(store().pendingCount()).isZero();
    }

    private static void assertConflict(Result result, VersionStamp found) {
        assertThat(conflictOver(result).map(Revision::stamp)).contains(found);
    }

    private static void assertConflictOverNothing(Result result) {
        assertThat(conflictOver(result)).isEmpty();
    }

    private static Optional<Revision> conflictOver(Result result) {
        assertThat(result).isInstanceOf(Result.Conflict.class);
        return ((Result.Conflict) result).found();
    }

    private Result put(RecordKey key, Struct content, Precondition precondition, String token) {
        return store().write(new TargetWrite(
                key,
                new TargetWrite.Change.Put(content, ContentHash.of(content)),
                precondition,
                EPOCH,
                token,
                PendingFlag.PENDING));
    }

    private Result delete(RecordKey key, Precondition precondition, String token) {
        return store().write(new TargetWrite(key, DELETE, precondition, EPOCH, token, PendingFlag.PENDING));
    }

    private static TargetWrite put(RecordKey key, Struct content, String token) {
        return new TargetWrite(
                key,
                new TargetWrite.Change.Put(content, ContentHash.of(content)),
                Precondition.none(),
                EPOCH,
                token,
                PendingFlag.PENDING);
    }
}
