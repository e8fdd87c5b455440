// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.dualwrite.LegacyLeader;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoOptions;
import org.stellaops.persistence.testkit.mongo.MongoScript;
import org.stellaops.persistence.testkit.mongo.MongoScripts;
import org.stellaops.persistence.value.Struct;

/**
 * Three in a hundred writes are executed and not answered. Whether the server recognises a repetition or not, a key is in a
 * state that its only writer was told of, or may be in after an {@code Unknown}.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnansweredWriteTest {

    private static final EntityType<?> NOTES =
            EntityType.builder("answers", "notes").fields(FieldDef.text("n")).build();

    private static final int OPERATIONS = Integer.getInteger("answers.operations", 150);
    private static final double SHARE = 0.03;
    private static final Optional<Long> ABSENT = Optional.empty();

    static List<Arguments> servers() {
        return List.of(
                Arguments.of("stand-alone", MongoScripts.standalone()),
                Arguments.of("replica set", MongoScripts.replicaSet()),
                Arguments.of("sessions without memory", MongoScripts.forgetfulReplicaSet()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void everyStateIsOneThatTheWriterWasToldOf(String name, MongoScript server) {
        long seed = Long.getLong("answers.seed", System.nanoTime());
        MongoScript losing = server.over(MongoScripts.losingAnswers(SHARE, seed));
        try (MongoEngine engine =
                        MongoEngine.startEmbedded(MongoOptions.defaults().playing(losing));
                MongoBackend backend = MongoBackend.open(MongoConfig.of(engine.connectionString(), "db"), "answers")) {
            boolean initialised = answered(() -> backend.control()
                            .initialise(new ControlRecord(Phase.STEADY, 1))
                            .epoch()
                    == 1);
            assertThat(initialised).isTrue();
            LegacyStore store = backend.store(NOTES);
            // The first call makes the collection and fences it.
            boolean found = answered(() -> store.find(RecordKey.global("first")).isPresent());
            assertThat(found).isFalse();
            LegacyLeader leader = new LegacyLeader(store, EpochView.of(backend.control()), ProtocolSettings.defaults());
            Run run = new Run(leader, new Random(seed));
            for (int i = 0; i < OPERATIONS; i++) {
                run.step();
            }
            System.out.println(
                    "unanswered: " + name + " operations=" + OPERATIONS + " unknown=" + run.unknown + " seed=" + seed);
            assertThat(run.problems).as("seed %d", seed).isEmpty();
        }
    }

    /** What comes before the writes is tried again, as a service does, until its answer is not lost. */
    private static <T> T answered(Supplier<T> work) {
        for (int tries = 1; ; tries++) {
            try {
                return work.get();
            } catch (StoreException lost) {
                assertThat(lost.fault().mayHaveHappened()).isTrue();
                assertThat(tries).isLessThan(20);
            }
        }
    }

    /** One writer, and what each key may hold by what it was told. */
    private static final class Run {

        private final RecordStore leader;
        private final Random random;
        private final Map<RecordKey, Set<Optional<Long>>> possible = new HashMap<>();
        private final Set<String> problems = new HashSet<>();
        private final Set<RecordKey> unknownDeletes = new HashSet<>();
        private int unknown;
        private long next;

        private Run(RecordStore leader, Random random) {
            this.leader = leader;
            this.random = random;
        }

        private void step() {
            RecordKey key = RecordKey.global("k" + random.nextInt(5));
            Set<Optional<Long>> before = possible.computeIfAbsent(key, it -> new HashSet<>(Set.of(ABSENT)));
            Optional<Long> found = read(key);
            if (!before.contains(found)) {
                problems.add(key + " holds " + found + ", which nobody was told of; possible was " + before);
            }
            // A read settles an unknown put of a single writer, but the intent of an unknown delete may be completed
            // later.
            before.removeIf(it -> !it.equals(found) && !(it.isEmpty() && unknownDeletes.contains(key)));
            boolean delete = random.nextInt(3) == 0;
            boolean absentOnly = random.nextInt(3) == 0;
            Optional<Long> wanted = delete ? ABSENT : Optional.of(++next);
            WriteOutcome outcome = delete
                    ? leader.delete(key, Precondition.none())
                    : leader.put(
                            key,
                            Struct.builder().put("n", "v" + next).build(),
                            absentOnly ? Precondition.absent() : Precondition.none());
            judge(key, before, found, wanted, outcome, absentOnly && !delete);
        }

        private void judge(
                RecordKey key,
                Set<Optional<Long>> states,
                Optional<Long> found,
                Optional<Long> wanted,
                WriteOutcome outcome,
                boolean absentOnly) {
            if (outcome instanceof WriteOutcome.Applied) {
                states.clear();
                unknownDeletes.remove(key);
                states.add(wanted);
                if (absentOnly && found.isPresent()) {
                    problems.add(key + ": applied although there was a record");
                }
            } else if (outcome instanceof WriteOutcome.Unknown) {
                unknown++;
                if (wanted.isEmpty()) {
                    unknownDeletes.add(key);
                }
                states.add(wanted);
            } else if (outcome instanceof WriteOutcome.Conflict && !(absentOnly && found.isPresent())) {
                problems.add(key + ": a conflict of a single writer, " + outcome);
            }
        }

        private Optional<Long> read(RecordKey key) {
            return leader.find(key).map(it -> it.content().toString()).map(Run::number);
        }

        private static Long number(String text) {
            return Long.valueOf(text.replaceAll("[^0-9]", ""));
        }
    }
}
