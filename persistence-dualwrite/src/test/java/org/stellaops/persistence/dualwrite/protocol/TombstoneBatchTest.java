// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.protocol.FollowingLegacy.ARRIVING;
import static org.stellaops.persistence.dualwrite.protocol.FollowingLegacy.SENDER;
import static org.stellaops.persistence.dualwrite.protocol.HeldStates.given;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.internal.replicate.ReverseSender;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.StepResult;

/** Tombstones that are applied together on a legacy store that follows end as they would one by one (4.3). */
class TombstoneBatchTest {

    private final TwoStores together = new TwoStores();
    private final TwoStores alone = new TwoStores();

    @Test
    void everyCombinationOfRecordAndTombstoneEndsAsOneByOne() {
        List<Image.Tombstone> images = new ArrayList<>();
        for (String record : HeldStates.RECORDS) {
            for (String tombstone : HeldStates.TOMBSTONES) {
                RecordKey key = RecordKey.global(record + " and " + tombstone);
                given(together.legacy, key, record, tombstone);
                given(alone.legacy, key, record, tombstone);
                images.add(new Image.Tombstone(key, ARRIVING));
            }
        }

        List<Optional<ApplyAnswer>> answers = together.sender(together.legacy).applyAll(images, SENDER);

        ReverseSender single = alone.sender(alone.legacy);
        for (int i = 0; i < images.size(); i++) {
            Image.Tombstone image = images.get(i);
            Optional<ApplyAnswer> expected = single.apply(image, SENDER);
            // What a batch left to be applied alone finds its own tombstone.
            assertThat(answers.get(i))
                    .as(image.key().id())
                    .isIn(
                            expected,
                            expected.map(it -> it instanceof ApplyAnswer.Applied ? new ApplyAnswer.Same() : it));
            assertThat(together.legacy.read(image.key()))
                    .as(image.key().id())
                    .isEqualTo(alone.legacy.read(image.key()));
            assertThat(together.legacy.readTombstone(image.key()))
                    .as(image.key().id())
                    .isEqualTo(alone.legacy.readTombstone(image.key()));
        }
        assertThat(together.target.staleWrites()).containsExactlyInAnyOrderElementsOf(alone.target.staleWrites());
    }

    @Test
    void eachStatementIsSentOnceForAllAndTheTombstoneBeforeTheRecordIsDeleted() {
        given(together.legacy, RecordKey.global("k1"), "lower", "below");
        given(together.legacy, RecordKey.global("k2"), "stale", "none");
        List<String> calls = new ArrayList<>();

        var unused =
                together.sender(HeldStates.recording(together.legacy, calls)).applyAll(images(4), SENDER);

        assertThat(calls.subList(0, 5))
                .containsExactly(
                        "knownTombstones[k0, k1, k2, k3]",
                        "insertTombstones[k0, k2, k3]",
                        "replaceTombstones[k1]",
                        "readAll[k0, k2, k3, k1]",
                        "deleteAllLower[k0, k3, k1]");
        assertThat(calls.subList(5, calls.size()))
                .allSatisfy(it -> assertThat(it).contains("[k2]"));
    }

    @Test
    void statementsForNothingAreNotSent() {
        given(together.legacy, RecordKey.global("k0"), "none", "above");
        given(together.legacy, RecordKey.global("k1"), "none", "intent above");
        List<String> calls = new ArrayList<>();

        var unused =
                together.sender(HeldStates.recording(together.legacy, calls)).applyAll(images(2), SENDER);

        assertThat(calls).noneMatch(it -> it.matches("(insertTomb|replaceTomb|readAll|deleteAll).*"));
    }

    @Test
    void tombstonesThatAnotherProcessWroteAreFollowedByTheDeleteOfTheRecordsAlone() {
        var unused = together.sender(together.legacy).applyAll(images(2), SENDER);
        given(together.legacy, RecordKey.global("k1"), "lower", "none");
        List<String> calls = new ArrayList<>();

        assertThat(together.sender(HeldStates.recording(together.legacy, calls)).applyAll(images(2), SENDER))
                .allSatisfy(it -> assertThat(it.orElseThrow().replicates()).isTrue());

        assertThat(calls).containsExactly("knownTombstones[k0, k1]", "readAll[k0, k1]", "deleteAllLower[k0, k1]");
        assertThat(together.legacy.read(RecordKey.global("k1"))).isEmpty();
    }

    /** It carries a flag of its own, which only the way alone judges. */
    @Test
    void theVeryTombstoneWithAPendingFlagIsAppliedByItself() {
        HeldStates.tombstone(together.legacy, RecordKey.global("k0"), ARRIVING, OptionalLong.of(SENDER - 1));
        List<String> calls = new ArrayList<>();

        var unused =
                together.sender(HeldStates.recording(together.legacy, calls)).applyAll(images(2), SENDER);

        assertThat(calls.subList(0, 4))
                .containsExactly(
                        "knownTombstones[k0, k1]", "insertTombstones[k1]", "readAll[k1]", "deleteAllLower[k1]");
        assertThat(calls.subList(4, calls.size()))
                .isNotEmpty()
                .allSatisfy(it -> assertThat(it).contains("k0"));
    }

    @Test
    void oneTombstoneIsNoBatch() {
        List<String> calls = new ArrayList<>();

        var unused =
                together.sender(HeldStates.recording(together.legacy, calls)).applyAll(images(1), SENDER);

        assertThat(calls).startsWith("readTombstone[k0]");
    }

    @Test
    void tombstonesOfTwoTenantsAreTwoBatches() {
        List<Image.Tombstone> images = IntStream.range(0, 4)
                .mapToObj(it -> RecordKey.of(it % 2 == 0 ? "a" : "b", "k" + it))
                .map(it -> new Image.Tombstone(it, ARRIVING))
                .toList();
        List<String> calls = new ArrayList<>();

        var unused =
                together.sender(HeldStates.recording(together.legacy, calls)).applyAll(images, SENDER);

        assertThat(calls)
                .filteredOn(it -> it.startsWith("insertTombstones"))
                .containsExactlyInAnyOrder("insertTombstones[k0, k2]", "insertTombstones[k1, k3]");
    }

    /** The store may do the first of them and not the second, and say neither. */
    @Test
    void whatABatchDoesNotTellIsAppliedByItself() {
        LegacyStore store = Failing.after(
                1,
                "insertTombstones",
                LegacyStore.class,
                together.legacy,
                () -> IntStream.range(0, 3)
                        .mapToObj(it -> new StepResult.Untold())
                        .toList());
        given(together.legacy, RecordKey.global("k1"), "lower", "none");

        assertThat(together.sender(store).applyAll(images(3), SENDER))
                .allSatisfy(it -> assertThat(it.orElseThrow().replicates()).isTrue());

        assertThat(together.legacy.read(RecordKey.global("k1"))).isEmpty();
    }

    /** In the other order a late insert would survive (B3). */
    @Test
    void aRecordThatIsInsertedAfterItsTombstoneIsDeletedAsWell() {
        RecordKey late = RecordKey.global("k1");
        LegacyStore store = Failing.instead("readAll", 2, LegacyStore.class, together.legacy, args -> {
            given(together.legacy, late, "lower", "none");
            return List.of();
        });

        var unused = together.sender(store).applyAll(images(3), SENDER);

        assertThat(together.legacy.read(late)).isEmpty();
    }

    /** Reads of many keys may be older than the last write; a stale-epoch write is never deleted before it was reported. */
    @Test
    void aPendingRecordThatWasMissedStays() {
        RecordKey missed = RecordKey.global("k1");
        given(together.legacy, missed, "stale", "none");
        LegacyStore store =
                Failing.instead("readAll", 2, LegacyStore.class, together.legacy, args -> List.<LegacyRecord>of());

        var unused = together.sender(store).applyAll(images(3), SENDER);

        assertThat(together.legacy.read(missed))
                .hasValueSatisfying(it -> assertThat(it.isPending()).isTrue());
        assertThat(together.target.staleWrites()).isEmpty();
    }

    @Test
    void manyPendingTombstonesOfALeadingTargetReachTheLegacyStore() {
        TwoStores stores = together.ledByTarget();
        for (int i = 0; i < 7; i++) {
            stores.targetPut(stores.target, RecordKey.global("k" + i), note("first"));
        }
        assertThat(stores.reverseReconcile().replicated()).isEqualTo(7);
        for (int i = 0; i < 7; i++) {
            stores.targetDelete(RecordKey.global("k" + i));
        }

        assertThat(stores.reverseReconcile().replicated()).isEqualTo(7);

        assertThat(stores.legacy.read(RecordKey.global("k3"))).isEmpty();
        stores.assertConverges(Side.TARGET);
    }

    private static List<Image.Tombstone> images(int count) {
        return IntStream.range(0, count)
                .mapToObj(it -> new Image.Tombstone(RecordKey.global("k" + it), ARRIVING))
                .toList();
    }
}
