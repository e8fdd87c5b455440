// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.runtime.repair.RepairModule.TYPE;
import static org.stellaops.persistence.runtime.repair.RepairModule.id;
import static org.stellaops.persistence.runtime.repair.RepairModule.part;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.dualwrite.repair.PlannedRepair;
import org.stellaops.persistence.dualwrite.repair.RepairAction;
import org.stellaops.persistence.dualwrite.repair.RepairPlan;
import org.stellaops.persistence.dualwrite.repair.RepairState;
import org.stellaops.persistence.dualwrite.repair.RepairSubject;
import org.stellaops.persistence.dualwrite.verify.VerificationMode;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.dualwrite.verify.VerificationSettings;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.runtime.repair.RepairModule.Part;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;

/**
 * The repair half of the evidence row {@code resume-and-repair}: corruptions of twelve kinds beside live writes are all found and nothing
 * else is, they are repaired by a plan and undone again. The build runs a short form.
 */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class) // One pair of databases: the first one verifies all of it.
class PlannedRepairsTest {

    private static final int CORRUPTIONS = Integer.getInteger("repair.corruptions", 60);
    private static final int WRITES_PER_SECOND = Integer.getInteger("repair.writes", 50);
    private static final int LIVE = 40;
    private static final VerificationSettings DEEP =
            VerificationSettings.defaults().withFindings(100_000);

    private final AtomicLong written = new AtomicLong();

    @Test
    @Order(1)
    void everyCorruptionIsFoundRepairedAndUndoneBesideLiveWrites(MongoDatabaseName mongo, PostgresDatabase postgres)
            throws Exception {
        try (Persistence persistence = RepairModule.open(mongo, postgres, "shadow-read")) {
            PersistenceModule module = persistence.module(RepairModule.NAME);
            fill(persistence.store(Part.class), 0, CORRUPTIONS);
            drain(module);
            ScheduledExecutorService writers = write(persistence.store(Part.class));
            try {
                NavigableSet<String> planted = plant(mongo, postgres);
                Map<String, Optional<Struct>> legacyBefore = contents(module, planted, true);
                Map<String, Optional<Struct>> targetBefore = contents(module, planted, false);

                VerificationReport found = module.verify(TYPE, DEEP);
                assertThat(keys(found)).isEqualTo(planted);

                RepairPlan plan = module.repairs().plan(List.of(found), name -> TYPE);
                assertThat(plan.repairs()).hasSize(planted.size()).allMatch(it -> it.state() == RepairState.PLANNED);
                assertThat(contents(module, planted, true)).isEqualTo(legacyBefore);
                assertThat(contents(module, planted, false)).isEqualTo(targetBefore);

                RepairPlan applied = module.repairs().apply(plan.id());
                assertThat(applied.repairs()).allMatch(it -> it.state() == RepairState.APPLIED, "applied");
                assertThat(keys(module.verify(TYPE, DEEP))).isEmpty();
                assertThat(contents(module, planted, true)).isEqualTo(legacyBefore);
                assertThat(contents(module, planted, false)).isEqualTo(legacyBefore);

                RepairPlan undone = module.repairs().undo(plan.id());
                assertThat(undone.repairs()).allMatch(it -> it.state() == RepairState.UNDONE, "undone");
                assertThat(contents(module, planted, true)).isEqualTo(legacyBefore);
                assertThat(contents(module, planted, false)).isEqualTo(targetBefore);
                assertThat(keys(module.verify(TYPE, DEEP))).isEqualTo(different(legacyBefore, targetBefore));

                assertThat(module.auditTrail().toString()).contains(plan.id()).doesNotContain("rogue");
                System.out.printf(
                        "resume-and-repair: %d corruptions of %d kinds beside %d writes: %d found, 0 others, %d repaired, %d undone%n",
                        CORRUPTIONS,
                        Corruptions.KINDS,
                        written.get(),
                        planted.size(),
                        applied.count(RepairState.APPLIED),
                        undone.count(RepairState.UNDONE));
            } finally {
                writers.shutdownNow();
                assertThat(writers.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
            }
        }
    }

    @Test
    void aRepairIsRefusedIfEitherSideMovedSinceThePlan(MongoDatabaseName mongo, PostgresDatabase postgres)
            throws Exception {
        try (Persistence persistence = RepairModule.open(mongo, postgres, "shadow-read");
                Corruptions corruptions = new Corruptions(mongo, postgres)) {
            PersistenceModule module = persistence.module(RepairModule.NAME);
            EntityStore<Part> parts = persistence.store(Part.class);
            fill(parts, 10_000, 3);
            drain(module);
            for (int i = 0; i < 3; i++) {
                corruptions.plant(0, id(10_000 + i));
            }
            RepairPlan plan = module.repairs().plan(subjects(10_000, 3));

            put(parts, id(10_000), 77);
            drain(module);
            run(postgres, "UPDATE mend.parts SET note = 'changed again' WHERE id = '" + id(10_001) + "'");
            RepairPlan applied = module.repairs().apply(plan.id());

            assertThat(applied.repairs())
                    .extracting(PlannedRepair::state)
                    .containsExactly(RepairState.REFUSED, RepairState.REFUSED, RepairState.APPLIED);
            assertThat(applied.repairs().get(1).detail()).contains("follower has moved");
            assertThat(target(module, 10_001)).contains("changed again");
        }
    }

    @Test
    void anUndoIsRefusedOnceTheRecordWasWrittenAgain(MongoDatabaseName mongo, PostgresDatabase postgres)
            throws Exception {
        try (Persistence persistence = RepairModule.open(mongo, postgres, "shadow-read");
                Corruptions corruptions = new Corruptions(mongo, postgres)) {
            PersistenceModule module = persistence.module(RepairModule.NAME);
            EntityStore<Part> parts = persistence.store(Part.class);
            fill(parts, 20_000, 2);
            drain(module);
            corruptions.plant(0, id(20_000));
            corruptions.plant(0, id(20_001));
            RepairPlan plan = module.repairs().plan(subjects(20_000, 2));
            assertThat(module.repairs().apply(plan.id()).count(RepairState.APPLIED))
                    .isEqualTo(2);

            put(parts, id(20_000), 99);
            drain(module);
            RepairPlan undone = module.repairs().undo(plan.id());

            assertThat(undone.repairs())
                    .extracting(PlannedRepair::state)
                    .containsExactly(RepairState.APPLIED, RepairState.UNDONE);
            assertThat(undone.repairs().get(0).detail()).contains("written again");
            assertThat(target(module, 20_000)).contains("99");
            assertThat(target(module, 20_001)).contains("other");
            put(parts, id(20_001), 5);
            drain(module);
            assertThat(keys(module.verify(TYPE, DEEP))).noneMatch(it -> it.startsWith("part-2"));
            assertThat(module.repairs().forget(plan.id())).isEqualTo(2);
            assertThat(module.repairs().find(plan.id()).repairs()).isEmpty();
        }
    }

    @Test
    void aChangeOfTheLeaderPastTheLibraryIsAdoptedWithAHashThatFits(MongoDatabaseName mongo, PostgresDatabase postgres)
            throws Exception {
        try (Persistence persistence = RepairModule.open(mongo, postgres, "shadow-read");
                Corruptions corruptions = new Corruptions(mongo, postgres)) {
            PersistenceModule module = persistence.module(RepairModule.NAME);
            fill(persistence.store(Part.class), 30_000, 1);
            drain(module);
            corruptions.plant(8, id(30_000));

            RepairPlan plan = module.repairs().plan(subjects(30_000, 1));
            assertThat(plan.repairs())
                    .singleElement()
                    .satisfies(it -> assertThat(it.action()).isEqualTo(RepairAction.ADOPT_IN_LEADER));
            RepairPlan applied = module.repairs().apply(plan.id());

            assertThat(applied.count(RepairState.APPLIED)).isEqualTo(1);
            assertThat(target(module, 30_000)).contains("rogue");
            assertThat(keys(module.verify(TYPE, DEEP))).noneMatch(it -> it.startsWith("part-3"));
            assertThat(module.dualWrite().pair(TYPE).legacy().read(RecordKey.global(id(30_000))))
                    .hasValueSatisfying(it -> assertThat(it.storedHash()).hasValue(ContentHash.of(it.content())));
        }
    }

    @Test
    void whatChangedTheHashBesideAContentIsFoundWithoutContents(MongoDatabaseName mongo, PostgresDatabase postgres)
            throws Exception {
        try (Persistence persistence = RepairModule.open(mongo, postgres, "shadow-read");
                Corruptions corruptions = new Corruptions(mongo, postgres)) {
            PersistenceModule module = persistence.module(RepairModule.NAME);
            fill(persistence.store(Part.class), 40_000, 20);
            drain(module);
            corruptions.plant(2, id(40_003));
            corruptions.plant(6, id(40_005));
            corruptions.plant(7, id(40_007));
            corruptions.plant(9, id(40_009));
            corruptions.plant(11, id(40_011));

            for (VerificationMode mode : VerificationMode.values()) {
                assertThat(keys(module.verify(TYPE, DEEP.withMode(mode))).tailSet(id(40_000)))
                        .as(mode.word())
                        .containsExactly(
                                id(40_003), id(40_005), id(40_007), id(40_009), Corruptions.place(11, id(40_011)));
            }
        }
    }

    private NavigableSet<String> plant(MongoDatabaseName mongo, PostgresDatabase postgres) throws SQLException {
        NavigableSet<String> planted = new TreeSet<>();
        try (Corruptions corruptions = new Corruptions(mongo, postgres)) {
            for (int i = 0; i < CORRUPTIONS; i++) {
                corruptions.plant(i % Corruptions.KINDS, id(i));
                planted.add(Corruptions.place(i % Corruptions.KINDS, id(i)));
            }
        }
        return planted;
    }

    private ScheduledExecutorService write(EntityStore<Part> parts) {
        ScheduledExecutorService writers = Executors.newScheduledThreadPool(2);
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 2; i++) {
            SplittableRandom own = random.split();
            var unused = writers.scheduleAtFixedRate(
                    () -> {
                        String key = "live-" + own.nextInt(LIVE);
                        WriteOutcome ignored = own.nextInt(10) == 0
                                ? parts.delete(key, Precondition.none())
                                : parts.put(part(key, own.nextInt(1_000)), Precondition.none());
                        written.incrementAndGet();
                    },
                    0,
                    TimeUnit.SECONDS.toNanos(2) / WRITES_PER_SECOND,
                    TimeUnit.NANOSECONDS);
        }
        return writers;
    }

    private static void fill(EntityStore<Part> parts, int from, int count) {
        for (int i = from; i < from + count; i++) {
            put(parts, id(i), i);
        }
    }

    private static void put(EntityStore<Part> parts, String key, long amount) {
        assertThat(parts.put(part(key, amount), Precondition.none()).isApplied())
                .isTrue();
    }

    private static void drain(PersistenceModule module) {
        assertThat(module.dualWrite().drain(Duration.ofMinutes(1))).isTrue();
    }

    private static List<RepairSubject> subjects(int from, int count) {
        List<RepairSubject> subjects = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            subjects.add(new RepairSubject(TYPE, RecordKey.global(id(i))));
        }
        return subjects;
    }

    private static NavigableSet<String> keys(VerificationReport report) {
        NavigableSet<String> keys = new TreeSet<>();
        report.findings().forEach(it -> keys.add(it.key().id()));
        return keys;
    }

    private static Map<String, Optional<Struct>> contents(
            PersistenceModule module, NavigableSet<String> keys, boolean ofLegacy) {
        Map<String, Optional<Struct>> contents = new TreeMap<>();
        keys.forEach(key -> contents.put(
                key,
                (ofLegacy
                                ? module.dualWrite().pair(TYPE).legacy()
                                : module.dualWrite().pair(TYPE).target())
                        .find(RecordKey.global(key))
                        .map(StoredRecord::content)));
        return contents;
    }

    private static NavigableSet<String> different(
            Map<String, Optional<Struct>> one, Map<String, Optional<Struct>> other) {
        NavigableSet<String> different = new TreeSet<>(one.keySet());
        different.removeIf(key -> one.get(key).equals(other.get(key)));
        return different;
    }

    private static String target(PersistenceModule module, int number) {
        return module.target()
                .store(TYPE)
                .find(RecordKey.global(id(number)))
                .map(it -> it.content().toString())
                .orElse("");
    }

    private static void run(PostgresDatabase postgres, String sql) throws SQLException {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isEqualTo(1);
        }
    }
}
