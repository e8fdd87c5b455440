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
import org.stellaops.persistence.spi.Stamp;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.spi.Versions;

/** Clauses {@code TS-REMOVE}: a target shows which tombstones are settled, and removes exactly those it is told. */
public abstract class TargetRemovalContract extends TargetContract {

    private static final int MANY = 1_200;

    private static final Stamp DELETE = stamp(8, "d");

    /** For whoever extends it. */
    protected TargetRemovalContract() {}

    @Test
    @Clause("TS-REMOVE-1")
    final void onlyTombstonesWithoutTheMarkAreSettled() {
        following();
        assertThat(store().settledTombstones(Optional.empty(), 10)).isEmpty();
        given(key("record"), stamp(7, "t"), OLD);
        given(KEY, stamp(7, "t"), OLD);
        Image.Tombstone applied = givenSettled(key("applied"), DELETE);
        leading();
        assertThat(store().write(delete(KEY))).isInstanceOf(TargetWrite.Result.Written.class);

        assertThat(store().settledTombstones(Optional.empty(), 10)).containsExactly(applied);

        Stamp deleted = store().state(KEY).orElseThrow().stamp();
        assertThat(store().clearMark(KEY, deleted)).isTrue();
        assertThat(store().settledTombstones(Optional.empty(), 10))
                .containsExactly(applied, new Image.Tombstone(KEY, deleted));
    }

    @Test
    @Clause("TS-REMOVE-2")
    final void settledTombstonesComeInTheOrderOfKeysBehindAKey() {
        following();
        for (String id : List.of("c", "a", "d", "b")) {
            givenSettled(key(id), DELETE);
        }

        assertThat(keys(Optional.empty(), 3)).containsExactly(key("a"), key("b"), key("c"));
        assertThat(keys(Optional.of(key("b")), 3)).containsExactly(key("c"), key("d"));
        assertThat(keys(Optional.of(key("d")), 3)).isEmpty();
    }

    @Test
    @Clause("TS-REMOVE-3")
    final void aTombstoneIsRemovedAtExactlyOneVersionAndToken() {
        following();
        Image.Tombstone settled = givenSettled(KEY, DELETE);

        for (Stamp wrong : List.of(stamp(7, "d"), stamp(9, "d"), stamp(8, "e"))) {
            assertThat(store().removeTombstones(List.of(new Image.Tombstone(KEY, wrong))))
                    .isZero();
        }
        assertThat(store().image(KEY)).contains(settled);

        assertThat(store().removeTombstones(List.of(settled))).isEqualTo(1);
        assertThat(store().state(KEY)).isEmpty();
        assertThat(store().removeTombstones(List.of(settled))).isZero();
    }

    @Test
    @Clause("TS-REMOVE-4")
    final void aMarkedTombstoneAndARecordStay() {
        following();
        Image.Present record = given(key("record"), DELETE, OLD);
        given(KEY, stamp(7, "t"), OLD);
        leading();
        assertThat(store().write(delete(KEY))).isInstanceOf(TargetWrite.Result.Written.class);
        Stamp deleted = store().state(KEY).orElseThrow().stamp();

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
        Image.Tombstone removed = givenSettled(KEY, DELETE);
        Image.Tombstone other = givenSettled(key("other"), DELETE);
        TargetStore lists = store(ContractTypes.LISTS);
        assertThat(lists.apply(removed, EPOCH)).isEqualTo(APPLIED);

        assertThat(store().removeTombstones(List.of(removed))).isEqualTo(1);

        assertThat(store().settledTombstones(Optional.empty(), 10)).containsExactly(other);
        assertThat(lists.settledTombstones(Optional.empty(), 10)).containsExactly(removed);
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
        assertThat(store().removeTombstones(store().settledTombstones(Optional.empty(), MANY + 1)))
                .isEqualTo(MANY);

        assertThat(store().settledTombstones(Optional.empty(), 10)).isEmpty();
    }

    @Test
    @Clause("TS-REMOVE-7")
    final void aRemovalIsLetThroughInEveryPhase() {
        following();
        Image.Tombstone first = givenSettled(key("a"), DELETE);
        Image.Tombstone second = givenSettled(key("b"), DELETE);
        Image.Tombstone third = givenSettled(key("c"), DELETE);

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
        Image.Tombstone settled = givenSettled(KEY, DELETE);
        control(Phase.AWAY, EPOCH + 1);

        assertThat(store().removeTombstones(List.of(settled))).isEqualTo(1);

        assertThat(store().apply(late, EPOCH)).isEqualTo(OUT_OF_DATE);
        assertThat(store().state(KEY)).isEmpty();
        assertThat(store().apply(late, EPOCH + 1)).isEqualTo(APPLIED);
    }

    @Test
    @Clause("TS-REMOVE-9")
    final void aWriteAfterARemovalBeginsAtTheBaseOfItsEpoch() {
        following();
        Image.Tombstone settled = givenSettled(KEY, stamp(Versions.mint(EPOCH), "d"));
        control(Phase.STEADY, EPOCH + 1);
        assertThat(store().removeTombstones(List.of(settled))).isEqualTo(1);

        TargetWrite put = new TargetWrite(
                KEY,
                new TargetWrite.Change.Put(OLD, image(KEY, DELETE, OLD).hash()),
                Precondition.absent(),
                EPOCH + 1,
                "n",
                TargetWrite.Mark.PENDING);

        assertThat(store().write(put)).isEqualTo(new TargetWrite.Result.Written(stamp(Versions.mint(EPOCH + 1), "n")));
    }

    @Test
    @Clause("TS-REMOVE-10")
    final void tombstonesOfAllTenantsAreSettledAndRemovedEachForItself() {
        following();
        TargetStore accounts = store(ContractTypes.ACCOUNTS);
        Image.Tombstone a = new Image.Tombstone(RecordKey.of("a", "k"), DELETE);
        Image.Tombstone b = new Image.Tombstone(RecordKey.of("b", "k"), DELETE);
        assertThat(accounts.apply(b, EPOCH)).isEqualTo(APPLIED);
        assertThat(accounts.apply(a, EPOCH)).isEqualTo(APPLIED);

        assertThat(accounts.settledTombstones(Optional.empty(), 10)).containsExactly(a, b);
        assertThat(accounts.settledTombstones(Optional.of(a.key()), 10)).containsExactly(b);
        assertThat(accounts.removeTombstones(List.of(a))).isEqualTo(1);
        assertThat(accounts.settledTombstones(Optional.empty(), 10)).containsExactly(b);
    }

    private List<RecordKey> keys(Optional<RecordKey> after, int limit) {
        return store().settledTombstones(after, limit).stream()
                .map(Image.Tombstone::key)
                .toList();
    }

    private static TargetWrite delete(RecordKey key) {
        return new TargetWrite(
                key, new TargetWrite.Change.Delete(), Precondition.none(), EPOCH, "x", TargetWrite.Mark.PENDING);
    }

    @CanIgnoreReturnValue
    private Image.Tombstone givenSettled(RecordKey key, Stamp stamp) {
        Image.Tombstone image = new Image.Tombstone(key, stamp);
        assertThat(store().apply(image, EPOCH)).isEqualTo(APPLIED);
        return image;
    }
}
