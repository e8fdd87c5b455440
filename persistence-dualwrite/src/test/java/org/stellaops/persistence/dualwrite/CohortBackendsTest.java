// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cohort.CohortBackends;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.cutover.CohortAssignment;
import org.stellaops.persistence.cutover.CohortAssignment.Share;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.KeyRange;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyScanEntry;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.TargetBackend;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;
import org.stellaops.persistence.value.Struct;

/** A cohort sees its own keys, all of them and no others, and touches no key of another cohort. */
class CohortBackendsTest {

    private static final EntityType<?> NOTES = EntityType.builder("desk", "notes")
            .tenancy(Tenancy.TENANT)
            .fields(FieldDef.text("body"))
            .build();

    private static final EntityType<?> GLOBAL =
            EntityType.builder("desk", "colours").fields(FieldDef.text("body")).build();

    private static final int KEYS = 60;

    private final Cohort pilot = new CohortAssignment(
                    "desk",
                    List.of(new Share("pilot", Set.of("a", "c"), Set.of()), new Share("rest", Set.of(), Set.of())))
            .of("a");
    private final MemoryLegacyBackend legacyOfAll = new MemoryLegacyBackend();
    private final MemoryTargetBackend targetOfAll = new MemoryTargetBackend();
    private final LegacyBackend legacyBackend = CohortBackends.legacy(pilot, legacyOfAll, legacyOfAll);
    private final TargetBackend targetBackend = CohortBackends.target(pilot, targetOfAll, targetOfAll);
    private final LegacyStore legacy = legacyBackend.store(NOTES);
    private final TargetStore target = targetBackend.store(NOTES);
    private final List<RecordKey> own = new ArrayList<>();

    @BeforeEach
    void fill() {
        for (String tenant : List.of("a", "b", "c", "d")) {
            IntStream.range(0, KEYS / 4).forEach(i -> {
                RecordKey key = RecordKey.of(tenant, String.format("k%03d", i));
                assertThat(legacyOfAll.store(NOTES).insert(image(key), 1).isDone())
                        .isTrue();
                if (pilot.owns(key)) {
                    own.add(key);
                }
            });
        }
    }

    @Test
    void pagesAreFullUntilThereAreNoMoreHoweverManyKeysOfOthersAreBetween() {
        for (int limit = 1; limit <= KEYS; limit++) {
            List<RecordKey> found = new ArrayList<>();
            Optional<RecordKey> after = Optional.empty();
            List<LegacyRecord> page;
            do {
                page = legacy.pendingRecords(after, limit);
                page.forEach(it -> found.add(it.key()));
                after = page.isEmpty()
                        ? after
                        : Optional.of(page.get(page.size() - 1).key());
            } while (page.size() == limit);
            assertThat(found).as("pages of %s", limit).isEqualTo(own);
        }
        assertThat(legacy.pendingRecords(Optional.empty(), KEYS, 1))
                .as("cut at a byte, and not empty while there are more")
                .isNotEmpty();
    }

    /** A default would do one by one what the store does at once. The server would digest and count the keys of others. */
    @Test
    void whatAStoreDoesAtOnceIsDoneAtOnce() {
        assertThat(defaultsOf(legacy)).containsExactlyInAnyOrder("digest", "pendingCount");
        assertThat(defaultsOf(target)).containsExactlyInAnyOrder("digest", "pendingCount");
    }

    private static List<String> defaultsOf(Object store) {
        return Arrays.stream(store.getClass().getMethods())
                .filter(Method::isDefault)
                .map(Method::getName)
                .toList();
    }

    @Test
    void manyStatementsOfWhichOneIsOfAnotherCohortAreRefused() {
        Image.Present mine = image(RecordKey.of("a", "k000"));
        Image.Present foreign = image(RecordKey.of("b", "k000"));
        LegacyRecord.Provisional by = new LegacyRecord.Provisional(1, "attempt");

        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> legacy.clearPendingFlags(List.of(mine, foreign)),
                () -> legacy.insertAllProvisional(List.of(mine, foreign), by),
                () -> legacy.confirmAll(List.of(mine, foreign), "attempt"),
                () -> target.clearPendingFlags(List.of(mine, foreign)))) {
            assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining("belongs to another cohort");
        }
        assertThat(legacy.pendingCount()).isEqualTo(KEYS / 2);
        assertThat(legacy.clearPendingFlags(List.of(mine))).containsExactly(true);
        assertThat(legacy.pendingCount()).isEqualTo(KEYS / 2 - 1);
    }

    @Test
    void countsScansAndSamplesAreOfItsOwnKeys() {
        assertThat(legacy.pendingCount()).isEqualTo(KEYS / 2);
        assertThat(legacy.pendingSample(KEYS).keys()).isEqualTo(KEYS / 2);
        try (Scan<LegacyScanEntry> scan = legacy.scanRecords(KeyRange.ALL)) {
            List<RecordKey> scanned = new ArrayList<>();
            scan.forEachRemaining(it -> scanned.add(it.record().orElseThrow().key()));
            assertThat(scanned).isEqualTo(own);
        }
        assertThat(legacy.digest(KeyRange.ALL)).isEmpty();
        assertThat(target.digest(KeyRange.ALL)).isEmpty();
    }

    @Test
    void aKeyOfAnotherCohortIsRefusedAndNothingIsDone() {
        RecordKey foreign = RecordKey.of("b", "k000");
        LegacyRecord before = legacyOfAll.store(NOTES).read(foreign).orElseThrow();
        String untouched = legacyOfAll.dump() + targetOfAll.dump();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> legacy.replace(before.stamp(), image(foreign), 1))
                .withMessageContaining("another cohort");
        assertThatIllegalArgumentException().isThrownBy(() -> legacy.delete(foreign, before.stamp()));
        assertThatIllegalArgumentException().isThrownBy(() -> legacy.clearPending(foreign, before.stamp()));
        assertThatIllegalArgumentException().isThrownBy(() -> legacy.find(foreign));
        assertThatIllegalArgumentException().isThrownBy(() -> legacy.query(Optional.of("b"), Query.all()));
        assertThatIllegalArgumentException().isThrownBy(() -> target.apply(image(foreign), 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> target.applyAll(List.of(image(own.get(0)), image(foreign)), 1));
        assertThatIllegalArgumentException().isThrownBy(() -> target.query(Optional.of("d"), Query.all()));
        assertThat(legacyOfAll.dump() + targetOfAll.dump()).isEqualTo(untouched);
    }

    @Test
    void aGlobalTypeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> legacyBackend.store(GLOBAL))
                .withMessageContaining("global");
        assertThatIllegalArgumentException().isThrownBy(() -> targetBackend.store(GLOBAL));
    }

    @Test
    void itsEpochsBeginAndEndWithItsRange() {
        ControlRecord first = legacyBackend.control().initialise(new ControlRecord(Phase.STEADY, 1));

        assertThat(first.epoch()).isEqualTo(pilot.firstEpoch() + 1);
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(
                        () -> legacyBackend.control().compareAndSet(first, first.at(Phase.STEADY, pilot.endOfEpochs())))
                .satisfies(it -> assertThat(it.fault().kind()).isEqualTo(Fault.Kind.REFUSED));
        assertThat(legacyBackend.control().read()).isEqualTo(first);
    }

    @Test
    void entriesAndCheckpointsOfCohortsDoNotMeet() {
        LegacyBackend rest = CohortBackends.legacy(
                new Cohort("desk", "rest", 2, it -> !it.equals("a") && !it.equals("c")), legacyOfAll, legacyOfAll);
        assertThat(legacyBackend.entries().insert("member/1", "pilot")).isTrue();
        assertThat(rest.entries().insert("member/1", "rest")).isTrue();
        targetBackend.checkpoints().save("backfill", "here");

        assertThat(legacyBackend.entries().list("member/"))
                .singleElement()
                .satisfies(it -> assertThat(it.name() + it.text()).isEqualTo("member/1pilot"));
        assertThat(rest.entries().find("member/1").orElseThrow().text()).isEqualTo("rest");
        assertThat(legacyOfAll.entries().list("member/")).isEmpty();
        assertThat(targetOfAll.checkpoints().load("backfill")).isEmpty();
        assertThat(targetBackend.checkpoints().load("backfill")).contains("here");
    }

    private static Image.Present image(RecordKey key) {
        return Image.Present.of(
                key,
                new VersionStamp(1, "token of " + key),
                Struct.builder().put("body", "b").build());
    }
}
