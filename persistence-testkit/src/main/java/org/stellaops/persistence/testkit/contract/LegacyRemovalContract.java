// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.testkit.contract.Contents.key;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.VersionStamp;

/** Clauses {@code LS-REMOVE}: a legacy store lists replicated tombstones, and removes exactly the given ones. */
public abstract class LegacyRemovalContract extends LegacyContract {

    private static final int MANY = 1_200;

    private static final VersionStamp DELETE = stamp(8, "d");

    /** For subclasses. */
    protected LegacyRemovalContract() {}

    @Test
    @Clause("LS-REMOVE-1")
    final void onlyTombstonesWithoutThePendingFlagAreReplicated() {
        assertThat(store().replicatedTombstones(Optional.empty(), 10)).isEmpty();
        given(key("record"), stamp(7, "t"), OLD);
        Image.Tombstone applied = new Image.Tombstone(key("applied"), stamp(9, "a"));
        assertThat(store().applyTombstone(applied).isDone()).isTrue();
        givenIntent(key("intent"), stamp(8, "i"));
        Image.Tombstone cleared = givenReplicated(key("cleared"), DELETE);

        assertThat(store().replicatedTombstones(Optional.empty(), 10)).containsExactly(applied, cleared);
    }

    @Test
    @Clause("LS-REMOVE-2")
    final void replicatedTombstonesComeInTheOrderOfKeysBehindAKey() {
        for (String id : List.of("c", "a", "d", "b")) {
            givenReplicated(key(id), DELETE);
        }

        assertThat(keys(Optional.empty(), 3)).containsExactly(key("a"), key("b"), key("c"));
        assertThat(keys(Optional.of(key("b")), 3)).containsExactly(key("c"), key("d"));
        assertThat(keys(Optional.of(key("d")), 3)).isEmpty();
    }

    @Test
    @Clause("LS-REMOVE-3")
    final void aTombstoneIsRemovedAtExactlyOneVersionAndToken() {
        Image.Tombstone replicated = givenReplicated(KEY, DELETE);

        for (VersionStamp wrong : List.of(stamp(7, "d"), stamp(9, "d"), stamp(8, "e"))) {
            assertThat(store().removeTombstones(List.of(new Image.Tombstone(KEY, wrong))))
                    .isZero();
        }
        assertThat(store().readTombstone(KEY))
                .hasValueSatisfying(it -> assertThat(it.stamp()).isEqualTo(DELETE));

        assertThat(store().removeTombstones(List.of(replicated))).isEqualTo(1);
        assertThat(store().readTombstone(KEY)).isEmpty();
        assertThat(store().removeTombstones(List.of(replicated))).isZero();
    }

    @Test
    @Clause("LS-REMOVE-4")
    final void aPendingTombstoneStays() {
        Image.Tombstone intent = givenIntent(KEY, DELETE);

        assertThat(store().removeTombstones(List.of(intent))).isZero();

        assertThat(store().readTombstone(KEY)).contains(intent(KEY, DELETE, stamp(7, "t")));
    }

    @Test
    @Clause("LS-REMOVE-5")
    final void nothingElseIsTouched() {
        Image.Present record = given(KEY, stamp(9, "t"), OLD);
        Image.Tombstone below = givenReplicated(KEY, DELETE);
        Image.Tombstone other = givenReplicated(key("other"), DELETE);
        LegacyStore lists = store(ContractTypes.LISTS);
        assertThat(lists.applyTombstone(new Image.Tombstone(KEY, DELETE)).isDone())
                .isTrue();

        assertThat(store().removeTombstones(List.of(below))).isEqualTo(1);

        assertThat(store().read(KEY)).contains(pending(record, EPOCH));
        assertThat(store().replicatedTombstones(Optional.empty(), 10)).containsExactly(other);
        assertThat(lists.readTombstone(KEY)).isPresent();
    }

    @Test
    @Clause("LS-REMOVE-6")
    final void manyAreRemovedAtOnceAndCounted() {
        for (int i = 0; i < MANY; i++) {
            assertThat(store().applyTombstone(new Image.Tombstone(key("k" + i), DELETE))
                            .isDone())
                    .isTrue();
        }
        givenIntent(key("pending"), DELETE);
        List<Image.Tombstone> replicated = store().replicatedTombstones(Optional.empty(), MANY + 1);

        assertThat(store().removeTombstones(List.of())).isZero();
        assertThat(store().removeTombstones(replicated)).isEqualTo(MANY);

        assertThat(store().replicatedTombstones(Optional.empty(), 10)).isEmpty();
        assertThat(store().pendingCount()).isEqualTo(1);
    }

    @Test
    @Clause("LS-REMOVE-7")
    final void aRemovalPassesEveryFence() {
        Image.Tombstone replicated = givenReplicated(KEY, DELETE);
        assertThat(backend().control().raiseFence(EPOCH + 1)).isEqualTo(FenceStrength.STRONG);

        assertThat(store().removeTombstones(List.of(replicated))).isEqualTo(1);
    }

    @Test
    @Clause("LS-REMOVE-8")
    final void tombstonesOfAllTenantsAreReplicatedAndRemovedEachForItself() {
        LegacyStore accounts = store(ContractTypes.ACCOUNTS);
        Image.Tombstone a = new Image.Tombstone(RecordKey.of("a", "k"), DELETE);
        Image.Tombstone b = new Image.Tombstone(RecordKey.of("b", "k"), DELETE);
        assertThat(accounts.applyTombstone(b).isDone()).isTrue();
        assertThat(accounts.applyTombstone(a).isDone()).isTrue();

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

    @CanIgnoreReturnValue
    private Image.Tombstone givenIntent(RecordKey key, VersionStamp stamp) {
        assertThat(store().insertTombstone(intent(key, stamp, stamp(7, "t"))).isDone())
                .isTrue();
        return new Image.Tombstone(key, stamp);
    }

    @CanIgnoreReturnValue
    private Image.Tombstone givenReplicated(RecordKey key, VersionStamp stamp) {
        Image.Tombstone image = givenIntent(key, stamp);
        assertThat(store().clearTombstonePending(key, stamp)).isTrue();
        return image;
    }
}
