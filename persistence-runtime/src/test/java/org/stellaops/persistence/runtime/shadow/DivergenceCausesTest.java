// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.stellaops.persistence.runtime.shadow.ProbeModule.id;
import static org.stellaops.persistence.runtime.shadow.ProbeModule.part;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.dualwrite.divergence.DivergenceEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.runtime.shadow.PlantedFaults.Expected;
import org.stellaops.persistence.runtime.shadow.ProbeModule.Part;
import org.stellaops.persistence.spi.DivergenceRow;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/**
 * The evidence row {@code divergence-causes}: mixed reads beside writes confirm nothing, and each fault that was planted behind the
 * library's back is confirmed once, with its kind, cause and place. The build runs a short form.
 */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class) // One pair of databases: faults are planted last.
class DivergenceCausesTest {

    private static final int READS = Integer.getInteger("divergence.reads", 1_500);
    private static final int WRITES_PER_SECOND = Integer.getInteger("divergence.writes", 100);
    private static final int FIRST = 100;
    private static final int PARTS = Integer.getInteger("divergence.parts", 40);
    private static final int WRITERS = 4;
    private static final int MANY = 25;
    private static final double SINGLE = 0.2;
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

    private static final Field<Long> AMOUNT = Field.of("amount", Long.class);
    private static final Field<String> NAME = Field.of("name", String.class);

    private final Queue<DivergenceEvent> confirmed = new ConcurrentLinkedQueue<>();
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    @Test
    @Order(1)
    void readsBesideWritesConfirmNothing(MongoDatabaseName mongo, PostgresDatabase postgres) throws Exception {
        try (Persistence persistence = ProbeModule.open(mongo, postgres, 0.2, this::count)) {
            PersistenceModule module = persistence.module(ProbeModule.NAME);
            EntityStore<Part> parts = persistence.store(Part.class);
            fill(parts, FIRST, FIRST + PARTS - 1);
            ScheduledExecutorService writers = Executors.newScheduledThreadPool(WRITERS);
            long written = number("write");
            long began = System.nanoTime();
            SplittableRandom random = new SplittableRandom(7);
            try {
                write(writers, parts);
                for (int i = 0; i < READS; i++) {
                    letWritersFollow(began, written);
                    read(parts, random);
                }
            } finally {
                writers.shutdown();
                assertThat(writers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            settle(module);

            assertThat(confirmed).isEmpty();
            assertThat(module.divergences().total()).isZero();
            assertThat(module.coverage().compared()).isPositive();
            // On a busy machine the few reads of the short form may all have met writes that the follower had not seen.
            await().atMost(Duration.ofMinutes(1)).until(() -> {
                read(parts, random);
                return module.coverage().neverCompared().isEmpty();
            });
            settle(module);
            assertThat(confirmed).isEmpty();
            assertThat(module.verify()).allMatch(it -> it.verdict() == Verdict.PASS);
            System.out.printf(
                    "divergence-causes: %d mixed reads beside %.0f writes/s: 0 confirmed, %d compared, upper bound %.5f%n",
                    READS,
                    (number("write") - written) / seconds,
                    module.coverage().compared(),
                    module.coverage().divergenceBound());
            System.out.println("divergence-causes: " + new TreeMap<>(counts));
        }
    }

    @Test
    @Order(2)
    void eachPlantedFaultIsConfirmedOnceWithKindCauseAndPlace(MongoDatabaseName mongo, PostgresDatabase postgres)
            throws SQLException {
        List<Expected> expected;
        try (Persistence persistence = ProbeModule.open(mongo, postgres, 1.0, this::count)) {
            PersistenceModule module = persistence.module(ProbeModule.NAME);
            EntityStore<Part> parts = persistence.store(Part.class);
            fill(parts, 1, 5);
            fill(parts, 7, 20);
            settle(module);
            expected = new PlantedFaults(mongo, postgres).plant();

            for (int round = 0; round < 2; round++) {
                for (int i = 1; i <= 20; i++) {
                    find(parts, i);
                    await().atMost(Duration.ofMinutes(1)).until(module::shadowReadsAreIdle);
                }
            }
            assertThat(parts.find(Query.all().limit(50)).items()).isNotEmpty();
            settle(module);

            assertThat(confirmed.stream()
                            .filter(it -> it.scanEntries() == 1)
                            .map(DivergenceCausesTest::found)
                            .toList())
                    .containsExactlyInAnyOrderElementsOf(expected);
            assertThat(module.divergences().total()).isEqualTo(expected.size());
            assertThat(module.divergences().open()).hasSize(expected.size());
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(kept(module))
                            .containsExactlyInAnyOrderElementsOf(expected.stream()
                                    .map(it -> it.id() + " "
                                            + it.kind().name().toLowerCase(java.util.Locale.ROOT) + " "
                                            + it.cause().word())
                                    .toList()));
        }
        System.out.println("divergence-causes: " + expected.size() + " planted faults, each confirmed once: "
                + expected.stream()
                        .collect(Collectors.groupingBy(
                                it -> it.kind() + "/" + it.cause(), TreeMap::new, Collectors.counting())));
    }

    private static List<String> kept(PersistenceModule module) {
        List<DivergenceRow> rows = module.target().shadowRecords().latest(100);
        return rows.stream()
                .map(it -> it.key().id() + " " + it.kind() + " " + it.cause())
                .toList();
    }

    private void count(DualWriteEvent event) {
        if (event instanceof DualWriteEvent.DivergenceFound it) {
            confirmed.add(it.divergence());
        } else if (event instanceof DualWriteEvent.ReadCompared it) {
            add("compared " + it.kind());
        } else if (event instanceof DualWriteEvent.ReadNotCompared it) {
            add("not compared " + it.reason());
        } else if (event instanceof DualWriteEvent.DifferenceExplained it) {
            add("explained " + it.cause());
        } else if (event instanceof DualWriteEvent.WriteCompleted) {
            add("write");
        }
    }

    private void add(String what) {
        counts.computeIfAbsent(what, it -> new LongAdder()).increment();
    }

    private long number(String what) {
        return counts.getOrDefault(what, new LongAdder()).sum();
    }

    private static Expected found(DivergenceEvent it) {
        String place = it.divergence() instanceof Divergence.FieldsDiffer fields
                ? fields.fields().stream()
                        .map(field -> field.path() + " " + field.nature())
                        .collect(Collectors.joining(", "))
                : "";
        return new Expected(it.key().id(), it.divergence().kind(), it.cause(), place);
    }

    private static void fill(EntityStore<Part> parts, int from, int to) {
        IntStream.rangeClosed(from, to)
                .forEach(i -> assertThat(
                                parts.put(part(i, i), Precondition.none()).isApplied())
                        .isTrue());
    }

    /** Puts, deletes and inserts again, at a rate: a fifth of the writes one by one, the others many at once. */
    private static void write(ScheduledExecutorService writers, EntityStore<Part> parts) {
        SplittableRandom random = new SplittableRandom(11);
        for (int writer = 0; writer < WRITERS; writer++) {
            int many = writer < WRITERS / 2 ? 1 : MANY;
            double share = (many == 1 ? SINGLE : 1 - SINGLE) / (WRITERS / 2);
            SplittableRandom own = random.split();
            var unusedWriter = writers.scheduleAtFixedRate(
                    () -> write(parts, own, many),
                    0,
                    (long) (TimeUnit.SECONDS.toNanos(many) / (share * WRITES_PER_SECOND)),
                    TimeUnit.NANOSECONDS);
        }
    }

    private static void write(EntityStore<Part> parts, SplittableRandom random, int many) {
        List<Integer> numbers =
                random.ints(FIRST, FIRST + PARTS).distinct().limit(many).boxed().toList();
        boolean isDelete = random.nextInt(20) == 0;
        if (many > 1 && isDelete) {
            var unused = parts.deleteAll(numbers.stream().map(ProbeModule::id).toList(), Precondition.none());
        } else if (many > 1) {
            var unused = parts.putAll(
                    numbers.stream().map(it -> part(it, random.nextInt(1_000))).toList(), Precondition.none());
        } else if (isDelete) {
            var unused = parts.delete(id(numbers.get(0)), Precondition.none());
        } else {
            var unused = parts.put(part(numbers.get(0), random.nextInt(1_000)), Precondition.none());
        }
    }

    /** The reader leaves the machine to writers that are behind their rate, for a while. */
    private void letWritersFollow(long began, long written) {
        long until = System.nanoTime() + LONGEST_PAUSE;
        while (System.nanoTime() < until
                && number("write") - written
                        < (System.nanoTime() - began) * WRITES_PER_SECOND / TimeUnit.SECONDS.toNanos(1)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** Seven of ten are by key, as in a service; the MongoDB stand-in scans a collection for each query and count. */
    private static void read(EntityStore<Part> parts, SplittableRandom random) {
        switch (random.nextInt(20)) {
            case 0 ->
                assertThat(parts.find(Query.where(Condition.lt(AMOUNT, (long) random.nextInt(1_000)))
                                        .orderBy(AMOUNT.desc())
                                        .limit(5))
                                .items())
                        .isNotNull();
            case 1 -> assertThat(parts.count(Condition.eq(NAME, "name-3"), 100)).isNotNegative();
            case 2 ->
                assertThat(parts.find(Query.where(Condition.prefix(NAME, "name-" + random.nextInt(7)))
                                        .limit(3))
                                .items())
                        .isNotNull();
            case 3, 4, 5 ->
                assertThat(parts.findAll(List.of(id(FIRST), id(FIRST + random.nextInt(PARTS)), id(99)))
                                .items())
                        .isNotNull();
            default -> find(parts, FIRST + random.nextInt(PARTS));
        }
    }

    private static void find(EntityStore<Part> parts, int number) {
        try {
            var unused = parts.find(id(number));
        } catch (StoreException planted) {
            assertThat(planted.fault().message()).contains("amount");
        }
    }

    private static void settle(PersistenceModule module) {
        await().atMost(Duration.ofMinutes(2)).until(module::shadowReadsAreIdle);
        assertThat(module.dualWrite().drain(Duration.ofMinutes(1))).isTrue();
    }
}
