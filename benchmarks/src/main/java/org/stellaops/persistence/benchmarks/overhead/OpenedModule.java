// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.overhead;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Reach;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.LegacyLeader;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.runtime.Backends;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.runtime.config.ModuleSettings;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.spi.TargetBackend;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** A module as an application opens it, log and Micrometer included, over stores that do nothing; and its leader without all that. */
final class OpenedModule implements AutoCloseable {

    static final RecordKey KEY = RecordKey.global("a");
    static final Struct CONTENT =
            Struct.builder().put("name", Value.of("a name of some length")).build();

    static final EntityType<Document> TYPE =
            EntityType.builder("bench", "things").fields(FieldDef.text("name")).build();

    private final Persistence persistence;
    private final RecordStore leader;

    /** Whether each call is timed, logged and counted. */
    enum Calls {
        TIMED,
        UNTIMED
    }

    OpenedModule(Stage stage, Calls calls) {
        IdleStores stores = new IdleStores();
        LegacyBackend legacy = stores.over(new MemoryLegacyBackend());
        String yaml = """
                persistence:
                  mongo: { uri: "mongodb://localhost:1", database: bench }
                  postgres: { jdbc-url: "jdbc:postgresql://localhost:1/bench", user: bench, password: bench }
                  metrics: { calls: %s }
                  modules:
                    bench: { stage: legacy-only, shadow-read: { sample-rate: 0.0 } }
                """.formatted(calls == Calls.TIMED);
        this.leader = LegacyLeader.over(legacy, TYPE);
        this.persistence = Persistence.builder(Config.parse(yaml, Map.of()))
                .modules(ModuleDescriptor.of("bench", TYPE))
                .backends(new Idle(legacy, stores.over(new MemoryTargetBackend())))
                .meters(new SimpleMeterRegistry())
                .gates(StageGate.none())
                .open();
        for (Stage next : Stage.LEGACY_ONLY.walkTo(stage)) {
            if (!(persistence.module("bench").moveTo(next) instanceof MoveResult.Moved)) {
                throw new IllegalStateException("not moved to " + next);
            }
        }
        if (!wired().put(KEY, CONTENT, Precondition.none()).isApplied()) {
            throw new IllegalStateException("not written");
        }
        if (stage.writes() == Reach.BOTH) {
            awaitReplicated(legacy);
        }
        stores.begin();
    }

    /** So that what is put over is a record that stands on both sides, as most are. */
    private static void awaitReplicated(LegacyBackend legacy) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!legacy.store(TYPE).hint(KEY).orElseThrow().isCompared()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not replicated within 30 s");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** The store that an application gets. */
    RecordStore wired() {
        return persistence.records(TYPE);
    }

    /** The leading store, called directly. */
    RecordStore leader() {
        return leader;
    }

    @Override
    public void close() {
        persistence.close();
    }

    private record Idle(LegacyBackend legacy, TargetBackend target) implements Backends {

        @Override
        public LegacyBackend legacy(ModuleDescriptor module, ModuleSettings settings) {
            return legacy;
        }

        @Override
        public TargetBackend target(ModuleDescriptor module, ModuleSettings settings) {
            return target;
        }
    }
}
