// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.follower;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;

/** The library as an application opens it, log and meters included, in one stage and over databases of its own. */
final class BenchModule implements Writer, AutoCloseable {

    /**
     * The number of consecutive writes that must reach the follower before it counts as recovered: the breaker's
     * window.
     */
    private static final int WELL_AFTER = 20;

    private static final Duration LONGEST_RECOVERY = Duration.ofSeconds(60);
    private static final long PAUSE_MILLIS = 20;

    private final String name;
    private final Persistence persistence;
    private final RecordStore orders;
    private final AtomicLong replicated = new AtomicLong();

    /**
     * Opens it and moves it to its stage.
     *
     * @param mongo the address of the legacy side
     * @param postgres the database of the target
     */
    BenchModule(String name, Stage stage, InetSocketAddress mongo, PostgresDatabase postgres) {
        this.name = name;
        this.persistence = Persistence.builder(config(name, mongo, postgres))
                .modules(ModuleDescriptor.of(BenchmarkOrder.MODULE, BenchmarkOrder.TYPE))
                .meters(new SimpleMeterRegistry())
                .listener(this::receive)
                .gates(StageGate.none())
                .open();
        this.orders = persistence.records(BenchmarkOrder.TYPE);
        try {
            walkTo(stage);
        } catch (RuntimeException e) {
            persistence.close();
            throw e;
        }
    }

    @Override
    public boolean write(int caller, BenchmarkOrder order) {
        return orders.put(order.key(), order.content(), Precondition.none()).isApplied();
    }

    /** Waits until the follower holds everything and accepts writes immediately again. Makes writes itself. */
    void recover() {
        long began = System.nanoTime();
        long before = replicated.get();
        for (long i = 0; replicated.get() - before < WELL_AFTER; i++) {
            if (System.nanoTime() - began > LONGEST_RECOVERY.toNanos()) {
                throw new IllegalStateException(
                        "the follower of " + name + " did not take writes again within " + LONGEST_RECOVERY);
            }
            boolean ignored = write(0, new BenchmarkOrder(i));
            sleep();
        }
        if (!persistence.module(BenchmarkOrder.MODULE).dualWrite().drain(LONGEST_RECOVERY)) {
            throw new IllegalStateException("the follower of " + name + " did not catch up within " + LONGEST_RECOVERY);
        }
    }

    private void receive(DualWriteEvent event) {
        if (event instanceof DualWriteEvent.FollowerWriteCompleted) {
            replicated.incrementAndGet();
        }
    }

    private void walkTo(Stage stage) {
        var module = persistence.module(BenchmarkOrder.MODULE);
        for (Stage next : module.stage().walkTo(stage)) {
            MoveResult result = module.moveTo(next);
            if (!(result instanceof MoveResult.Moved)) {
                throw new IllegalStateException(name + " could not move to " + next.configName() + ": " + result);
            }
        }
    }

    /**
     * The breaker stays open for half a second instead of five, so that it is open, half open and closed several times
     * in each
     * block: a higher load on callers than the default.
     */
    private static Config config(String name, InetSocketAddress mongo, PostgresDatabase postgres) {
        Map<String, String> environment = new HashMap<>(Map.of("PG_PASSWORD", postgres.password()));
        String password = postgres.password().isEmpty() ? "" : ", password: \"${PG_PASSWORD}\"";
        String yaml = """
                persistence:
                  mongo: { uri: "mongodb://%s:%d", database: %s }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s"%s }
                  modules:
                    %s:
                      stage: legacy-only
                      follower: { breaker: { open-for: 500ms } }
                """.formatted(
                        mongo.getHostString(),
                        mongo.getPort(),
                        name,
                        postgres.jdbcUrl(),
                        postgres.user(),
                        password,
                        BenchmarkOrder.MODULE);
        return Config.parse(yaml, environment);
    }

    private static void sleep() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a follower recovered", e);
        }
    }

    @Override
    public void close() {
        persistence.close();
    }
}
