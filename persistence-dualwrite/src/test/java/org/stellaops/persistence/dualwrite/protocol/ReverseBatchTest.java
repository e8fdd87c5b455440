// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.stellaops.persistence.dualwrite.protocol.FollowingLegacy.ARRIVING;
import static org.stellaops.persistence.dualwrite.protocol.FollowingLegacy.SENDER;
import static org.stellaops.persistence.dualwrite.protocol.FollowingLegacy.at;
import static org.stellaops.persistence.dualwrite.protocol.HeldStates.given;
import static org.stellaops.persistence.dualwrite.protocol.HeldStates.recording;
import static org.stellaops.persistence.dualwrite.protocol.HeldStates.tombstone;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.internal.replicate.ReverseSender;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyRecord.Provisional;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.StepResult;

/** Records that are applied together on a legacy store that follows end as they would one by one (4.2). */
class ReverseBatchTest {

    private final TwoStores together = new TwoStores();
    private final TwoStores alone = new TwoStores();

    @Test
    void everyCombinationOfRecordAndTombstoneEndsAsOneByOne() {
        List<Image.Present> images = new ArrayList<>();
        for (String record : HeldStates.RECORDS) {
            for (String tombstone : HeldStates.TOMBSTONES) {
                RecordKey key = RecordKey.global(record + " and " + tombstone);
                given(together.legacy, key, record, tombstone);
                given(alone.legacy, key, record, tombstone);
                images.add(Image.Present.of(key, ARRIVING, note("new")));
            }
        }

        List<Optional<ApplyAnswer>> answers = together.sender(together.legacy).applyAll(images, SENDER);

        ReverseSender single = alone.sender(alone.legacy);
        assertThat(byKey(images, answers))
                .isEqualTo(byKey(
                        images,
                        images.stream().map(it -> single.apply(it, SENDER)).toList()));
        for (Image.Present image : images) {
            assertThat(held(together, image.key())).as(image.key().id()).isEqualTo(held(alone, image.key()));
            assertThat(together.legacy.readTombstone(image.key())).isEqualTo(alone.legacy.readTombstone(image.key()));
        }
        assertThat(together.target.staleWrites()).containsExactlyInAnyOrderElementsOf(alone.target.staleWrites());
    }

    @Test
    void eachStatementIsSentOnceForAllAndOnlyWithWhatItCanChangeAndWhatIsThereAlreadyNeedsNone() {
        List<Image.Present> images = new ArrayList<>();
        for (String record : List.of("none", "none", "lower", "lower", "unversioned", "same", "equal", "higher")) {
            RecordKey key = RecordKey.global(images.size() + " " + record);
            given(together.legacy, key, record, images.size() == 3 ? "below" : "none");
            images.add(Image.Present.of(key, ARRIVING, note("new")));
        }
        List<String> calls = new ArrayList<>();

        var unused = together.sender(recording(together.legacy, calls)).applyAll(images, SENDER);

        assertThat(calls.subList(1, 5))
                .containsExactly(
                        "updateAllIfLower[2 lower, 3 lower]",
                        "insertAllProvisional[0 none, 1 none]",
                        "readTombstones[2 lower, 3 lower, 0 none, 1 none]",
                        "confirmAll[0 none, 1 none]");
        assertThat(calls.subList(5, calls.size()))
                .allSatisfy(it -> assertThat(it).containsAnyOf("4 unversioned", "6 equal", "7 higher"));
    }

    @Test
    void statementsForNothingAreNotSent() {
        RecordKey first = RecordKey.global("first");
        RecordKey second = RecordKey.global("second");
        given(together.legacy, first, "higher", "none");
        given(together.legacy, second, "equal", "none");
        List<String> calls = new ArrayList<>();

        var unused = together.sender(recording(together.legacy, calls))
                .applyAll(
                        List.of(
                                Image.Present.of(first, ARRIVING, note("new")),
                                Image.Present.of(second, ARRIVING, note("new"))),
                        SENDER);

        assertThat(calls)
                .noneMatch(it -> it.startsWith("updateAll") || it.startsWith("insertAll"))
                .noneMatch(it -> it.startsWith("readTombstones") || it.startsWith("confirmAll"));
    }

    @Test
    void oneRecordIsNoBatch() {
        List<String> calls = new ArrayList<>();

        var unused = together.sender(recording(together.legacy, calls)).applyAll(images(1), SENDER);

        assertThat(calls).startsWith("updateIfLower[k0]");
    }

    @Test
    void recordsOfTwoTenantsAreTwoBatches() {
        List<Image.Present> images = IntStream.range(0, 4)
                .mapToObj(it -> RecordKey.of(it % 2 == 0 ? "a" : "b", "k" + it))
                .map(it -> Image.Present.of(it, ARRIVING, note("new")))
                .toList();
        List<String> calls = new ArrayList<>();

        var unused = together.sender(recording(together.legacy, calls)).applyAll(images, SENDER);

        assertThat(calls)
                .filteredOn(it -> it.startsWith("insertAllProvisional"))
                .containsExactlyInAnyOrder("insertAllProvisional[k0, k2]", "insertAllProvisional[k1, k3]");
    }

    /** The store may do the first of them and not the second, and say neither. */
    @Test
    void whatABatchDoesNotTellIsAppliedByItself() {
        List<Image.Present> images = images(4);
        LegacyStore store = Failing.after(
                1,
                "insertAllProvisional",
                LegacyStore.class,
                together.legacy,
                () -> IntStream.range(0, 4)
                        .mapToObj(it -> new StepResult.Untold())
                        .toList());

        assertThat(together.sender(store).applyAll(images, SENDER))
                .allSatisfy(it -> assertThat(it.orElseThrow().replicates()).isTrue());

        assertThat(images)
                .allSatisfy(it -> assertThat(together.legacy.read(it.key()).map(LegacyRecord::stamp))
                        .contains(ARRIVING));
    }

    @Test
    void whatIsInsertedBeforeADeleteTravelsIsTakenBack() {
        List<Image.Present> images = images(3);
        RecordKey deleted = images.get(1).key();
        LegacyStore store = Failing.instead("readTombstones", 1, LegacyStore.class, together.legacy, args -> {
            tombstone(together.legacy, deleted, at(11, "deleted"), OptionalLong.empty());
            return Map.of(deleted, together.legacy.readTombstone(deleted).orElseThrow());
        });

        List<Optional<ApplyAnswer>> answers = together.sender(store).applyAll(images, SENDER);

        assertThat(answers.get(1)).contains(new ApplyAnswer.Stale(at(11, "deleted")));
        assertThat(together.legacy.read(deleted)).isEmpty();
        assertThat(together.legacy.read(images.get(0).key()))
                .hasValueSatisfying(it -> assertThat(it.isCompared()).isTrue());
        assertThat(together.legacy.read(images.get(2).key()))
                .hasValueSatisfying(it -> assertThat(it.isCompared()).isTrue());
    }

    /** Whoever cleans up finds it: it still carries the id of its attempt. */
    @Test
    void whatIsInsertedByAProcessThatDiesStaysProvisional() {
        List<Image.Present> images = images(3);
        LegacyStore store = Failing.at(
                1, "readTombstones", LegacyStore.class, together.legacy, () -> Failing.thrown(Fault.Kind.UNAVAILABLE));

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> together.sender(store).applyAll(images, SENDER));

        assertThat(images)
                .allSatisfy(it -> assertThat(together.legacy.read(it.key()))
                        .hasValueSatisfying(
                                held -> assertThat(held.provisional()).isPresent()));
        assertThat(together.cleanUp(together.legacy)).isEqualTo(3);
    }

    @Test
    void manyPendingRecordsOfALeadingTargetReachTheLegacyStore() {
        TwoStores stores = together.ledByTarget();
        for (int i = 0; i < 7; i++) {
            stores.targetPut(stores.target, RecordKey.global("k" + i), note("first"));
        }
        assertThat(stores.reverseReconcile().replicated()).isEqualTo(7);
        for (int i = 0; i < 7; i++) {
            stores.targetPut(stores.target, RecordKey.global("k" + i), note("second"));
        }

        assertThat(stores.reverseReconcile().replicated()).isEqualTo(7);

        assertThat(stores.legacy.provisionalRecords(Optional.empty(), 10)).isEmpty();
        stores.assertConverges(Side.TARGET);
    }

    /** Each attempt has a name of its own. */
    private static Optional<LegacyRecord> held(TwoStores stores, RecordKey key) {
        return stores.legacy
                .read(key)
                .map(it -> new LegacyRecord(
                        it.key(),
                        it.stamp(),
                        it.content(),
                        it.storedHash(),
                        it.pendingEpoch(),
                        it.provisional().map(by -> new Provisional(by.epoch(), ""))));
    }

    private static List<Image.Present> images(int count) {
        return IntStream.range(0, count)
                .mapToObj(it -> Image.Present.of(RecordKey.global("k" + it), ARRIVING, note("new")))
                .toList();
    }

    private static Map<String, Optional<ApplyAnswer>> byKey(
            List<Image.Present> images, List<Optional<ApplyAnswer>> answers) {
        Map<String, Optional<ApplyAnswer>> byKey = new TreeMap<>();
        for (int i = 0; i < images.size(); i++) {
            byKey.put(images.get(i).key().id(), answers.get(i));
        }
        return byKey;
    }
}
