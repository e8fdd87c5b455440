// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.shadow;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** The library as an application opens it, log and meters included, in a stage that compares reads. */
final class ReadModule implements AutoCloseable {

    private static final String MODULE = "bench";
    private static final int RECORDS = 200;
    private static final EntityType<Document> TYPE = EntityType.builder(MODULE, "orders")
            .fields(FieldDef.text("customer"), FieldDef.scalar("total", ScalarKind.LONG), FieldDef.text("note"))
            .build();

    private final Persistence persistence;
    private final RecordStore orders;
    private final LongAdder compared = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder confirmed = new LongAdder();

    ReadModule(Side leader, InetSocketAddress mongo, PostgresDatabase postgres) {
        String yaml = """
                persistence:
                  mongo: { uri: "mongodb://%s:%d", database: bench_%s }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "${PG_PASSWORD}" }
                  modules:
                    bench: { stage: legacy-only, shadow-read: { sample-rate: 0.0 } }
                """.formatted(
                        mongo.getHostString(),
                        mongo.getPort(),
                        leader.name().toLowerCase(java.util.Locale.ROOT),
                        postgres.jdbcUrl(),
                        postgres.user());
        this.persistence = Persistence.builder(Config.parse(yaml, Map.of("PG_PASSWORD", postgres.password())))
                .modules(ModuleDescriptor.of(MODULE, TYPE))
                .meters(new SimpleMeterRegistry())
                .listener(this::count)
                .gates(StageGate.none())
                .open();
        this.orders = persistence.records(TYPE);
        walkTo(leader == Side.LEGACY ? Stage.SHADOW_READ : Stage.TARGET_LED);
        for (int i = 0; i < RECORDS; i++) {
            require(orders.put(key(i), content(i), Precondition.none()).isApplied(), "a record was not written");
        }
        require(module().dualWrite().drain(java.time.Duration.ofMinutes(2)), "the follower did not catch up");
    }

    /** Reads as callers do: nine records by key, then a page. */
    void read(long number) {
        if (number % 10 == 9) {
            require(
                    !orders.query(Optional.empty(), Query.all().limit(20))
                            .items()
                            .isEmpty(),
                    "no page");
        } else {
            require(orders.find(key((int) (number % RECORDS))).isPresent(), "no record");
        }
    }

    void sample(double rate) {
        module().useShadowReads(module().shadowReadPolicy().withSampleRate(rate));
    }

    boolean isIdle() {
        return module().shadowReadsAreIdle();
    }

    String counts() {
        return compared.sum() + " compared, " + dropped.sum() + " dropped or timed out, " + confirmed.sum()
                + " divergences";
    }

    long divergences() {
        return confirmed.sum();
    }

    private PersistenceModule module() {
        return persistence.module(MODULE);
    }

    private void count(DualWriteEvent event) {
        if (event instanceof DualWriteEvent.ReadCompared) {
            compared.increment();
        } else if (event instanceof DualWriteEvent.ReadNotCompared) {
            dropped.increment();
        } else if (event instanceof DualWriteEvent.DivergenceFound) {
            confirmed.increment();
        }
    }

    private void walkTo(Stage stage) {
        for (Stage next : module().stage().walkTo(stage)) {
            MoveResult result = module().moveTo(next);
            require(result instanceof MoveResult.Moved, "not moved: " + result);
        }
    }

    private static RecordKey key(int number) {
        return RecordKey.global("order-" + number);
    }

    private static Struct content(int number) {
        return Struct.builder()
                .put("customer", Value.of("customer-" + number % 13))
                .put("total", Value.of((long) number))
                .put("note", Value.of("x".repeat(200)))
                .build();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    @Override
    public void close() {
        persistence.close();
    }
}
