// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.testkit.contract.Contents.key;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.spi.Versions;

/** Clauses {@code TS-REMOVE}: a target lists replicated tombstones, and removes exactly the given ones. */
public abstract class TargetRemovalContract extends TargetContract {

    private static final int MANY = 1_200;

    private static final VersionStamp DELETE = stamp(8, "d");

    /** For subclasses. */
    protected TargetRemovalContract() {}

    @Test
    @Clause("TS-REMOVE-1")
    final void onlyTombstonesWithoutThePendingFlagAreReplicated() {
        following();
        assertThat(store().replicatedTombstones(Optional.empty(), 10)).isEmpty();
        given(key("record"), stamp(7, "t"), OLD);
        given(KEY, stamp(7, "t"), OLD);
        Image.Tombstone applied = givenReplicated(key("applied"), DELETE);
        leading();
        assertThat(store().write(delete(KEY))).isInstanceOf(TargetWrite.Result.LeaderWriteResult.class);

        assertThat(store().replicatedTombstones(Optional.empty(), 10)).containsExactly(applied);

        VersionStamp deleted = store().state(KEY).orElseThrow().stamp();
        assertThat(store().clearPending(KEY, deleted)).isTrue();
        assertThat(store().replicatedTombstones(Optional.empty(), 10))
                .containsExactly(applied, new Image.Tombstone(KEY, deleted));
    }

    @Test
    @Clause("TS-REMOVE-2")
    final void replicatedTombstonesComeInTheOrderOfKeysBehindAKey() {
        following();
        for (String id : List.of("c", "a", "d", "b")) {
            givenReplicated(key(id), DELETE);
        }

        assertThat(keys(Optional.empty(), 3)).containsExactly(key("a"), key("b"), key("c"));
        assertThat(keys(Optional.of(key("b")), 3)).containsExactly(key("c"), key("d"));
        assertThat(keys(Optional.of(key("d")), 3)).isEmpty();
    }

    @Test
    @Clause("TS-REMOVE-3")
    final void aTombstoneIsRemovedAtExactlyOneVersionAndToken() {
        following();
        Image.Tombstone replicated = givenReplicated(KEY, DELETE);

        for (VersionStamp wrong : List.of(stamp(7, "d"), stamp(9, "d"), stamp(8, "e"))) {
            assertThat(store().removeTombstones(List.of(new Image.Tombstone(KEY, wrong))))
                    .isZero();
        }
        assertThat(store().image(KEY)).contains(replicated);

        assertThat(store().removeTombstones(List.of(replicated))).isEqualTo(1);
        assertThat(store().state(KEY)).isEmpty();
        assertThat(store().removeTombstones(List.of(replicated))).isZero();
    }

    @Test
    @Clause("TS-REMOVE-4")
    final void aPendingTombstoneAndARecordStay() {
        following();
        Image.Present record = given(key("record"), DELETE, OLD);
        given(KEY, stamp(7, "t"), OLD);
        leading();
        assertThat(store().write(delete(KEY))).isInstanceOf(TargetWrite.Result.LeaderWriteResult.class);
        VersionStamp deleted = store().state(KEY).orElseThrow().stamp();

        assertThat(store().removeTombstones(
                                List.of(new Image.Tombstone(KEY, deleted), new Image.Tombstone(record.key(), DELETE))))
                .isZero();

        assertThat(store().image(KEY)).contains(new Image.Tombstone(KEY, deleted));
        assertThat(store().pendingCount()).isEqualTo(1);
        assertHolds(record);
    }

    @Test
    @Clause("TS-REMOVE-5")
    final void nothingElseIsTouched() {
        following();
        Image.Tombstone removed = givenReplicated(KEY, DELETE);
        Image.Tombstone other = givenReplicated(key("other"), DELETE);
        TargetStore lists = store(ContractTypes.LISTS);
        assertThat(lists.apply(removed, EPOCH)).isEqualTo(APPLIED);

        assertThat(store().removeTombstones(List.of(removed))).isEqualTo(1);

        assertThat(store().replicatedTombstones(Optional.empty(), 10)).containsExactly(other);
        assertThat(lists.replicatedTombstones(Optional.empty(), 10)).containsExactly(removed);
    }

    @Test
    @Clause("TS-REMOVE-6")
    final void manyAreRemovedAtOnceAndCounted() {
        following();
        List<Image.Tombstone> many = IntStream.range(0, MANY)
                .mapToObj(i -> new Image.Tombstone(key("k" + i), DELETE))
                .toList();
        assertThat(store().applyAll(many, EPOCH)).allMatch(APPLIED::equals);

        assertThat(store().removeTombstones(List.of())).isZero();
        assertThat(store().removeTombstones(store().replicatedTombstones(Optional.empty(), MANY + 1)))
                .isEqualTo(MANY);

        assertThat(store().replicatedTombstones(Optional.empty(), 10)).isEmpty();
    }

    @Test
    @Clause("TS-REMOVE-7")
    final void aRemovalIsLetThroughInEveryPhase() {
        following();
        Image.Tombstone first = givenReplicated(key("a"), DELETE);
        Image.Tombstone second = givenReplicated(key("b"), DELETE);
        Image.Tombstone third = givenReplicated(key("c"), DELETE);

        assertThat(store().removeTombstones(List.of(first))).isEqualTo(1);
        leading();
        assertThat(store().removeTombstones(List.of(second))).isEqualTo(1);
        control(Phase.MOVING, EPOCH);
        assertThat(store().removeTombstones(List.of(third))).isEqualTo(1);
    }

    @Test
    @Clause("TS-REMOVE-8")
    final void afterARemovalTheEpochAloneRefusesWhatIsOlder() {
        following();
        Image.Present late = image(KEY, stamp(7, "t"), OLD);
        Image.Tombstone replicated = givenReplicated(KEY, DELETE);
        control(Phase.AWAY, EPOCH + 1);

        assertThat(store().removeTombstones(List.of(replicated))).isEqualTo(1);

        assertThat(store().apply(late, EPOCH)).isEqualTo(OUT_OF_DATE);
        assertThat(store().state(KEY)).isEmpty();
        assertThat(store().apply(late, EPOCH + 1)).isEqualTo(APPLIED);
    }

    @Test
    @Clause("TS-REMOVE-9")
    final void aWriteAfterARemovalBeginsAtTheBaseOfItsEpoch() {
        following();
        Image.Tombstone replicated = givenReplicated(KEY, stamp(Versions.allocate(EPOCH), "d"));
        control(Phase.STEADY, EPOCH + 1);
        assertThat(store().removeTombstones(List.of(replicated))).isEqualTo(1);

        TargetWrite put = new TargetWrite(
                KEY,
                new TargetWrite.Change.Put(OLD, image(KEY, DELETE, OLD).hash()),
                Precondition.absent(),
                EPOCH + 1,
                "n",
                TargetWrite.PendingFlag.PENDING);

        assertThat(store().write(put))
                .isEqualTo(new TargetWrite.Result.LeaderWriteResult(stamp(Versions.allocate(EPOCH + 1), "n")));
    }

    @Test
    @Clause("TS-REMOVE-10")
    final void tombstonesOfAllTenantsAreReplicatedAndRemovedEachForItself() {
        following();
        TargetStore accounts = store(ContractTypes.ACCOUNTS);
        Image.Tombstone a = new Image.Tombstone(RecordKey.of("a", "k"), DELETE);
        Image.Tombstone b = new Image.Tombstone(RecordKey.of("b", "k"), DELETE);
        assertThat(accounts.apply(b, EPOCH)).isEqualTo(APPLIED);
        assertThat(accounts.apply(a, EPOCH)).isEqualTo(APPLIED);

        assertThat(accounts.replicatedTombstones(Optional.empty(), 10)).containsExactly(a, b);
        assertThat(accounts.replicatedTombstones(Optional.of(a.key()), 10)).containsExactly(b);
        assertThat(accounts.removeTombstones(List.of(a))).isEqualTo(1);
        assertThat(accounts.replicatedTombstones(Optional.empty(), 10)).containsExactly(b);
    }

    private List<RecordKey> keys(Optional<RecordKey> after, int limit) {
        return store().replicatedTombstones(after, limit).stream()
                .map(Image.Tombstone::key)
                .toList();
    }

    private static TargetWrite delete(RecordKey key) {
        return new TargetWrite(
                key, new TargetWrite.Change.Delete(), Precondition.none(), EPOCH, "x", TargetWrite.PendingFlag.PENDING);
    }

    @CanIgnoreReturnValue
    private Image.Tombstone givenReplicated(RecordKey key, VersionStamp stamp) {
        Image.Tombstone image = new Image.Tombstone(key, stamp);
        assertThat(store().apply(image, EPOCH)).isEqualTo(APPLIED);
        return image;
    }
}
