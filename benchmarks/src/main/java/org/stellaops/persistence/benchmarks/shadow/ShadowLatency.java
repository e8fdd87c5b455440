// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.shadow;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.stellaops.persistence.benchmarks.results.Figures;
import org.stellaops.persistence.benchmarks.results.Median;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresOptions;
import org.stellaops.persistence.testkit.fault.FaultProxy;

/**
 * Measures what a caller's read costs with every read compared, against the same reads with none compared, in interleaved blocks of one
 * run: with a follower that answers and with one that hangs.
 *
 * <p>One caller reads at a rate below what the machine can do, so that a ratio is one of latencies and not of queues; what the comparison
 * takes from the processors is in it. Prints a line per leader and follower, and ends with 0 if p50 is at most 1.05 and p99 at most 1.15
 * times that of the leader alone, 1 if not.
 *
 * <p>Arguments: rotations, milliseconds of a block, reads per second.
 */
public final class ShadowLatency {

    private static final double MOST_P50 = 1.05;
    private static final double MOST_P99 = 1.15;
    private static final List<Situation> ALONE = List.of(Situation.ALONE, Situation.ALONE_AGAIN);

    private enum Situation {
        ALONE,
        HEALTHY,
        ALONE_AGAIN,
        HUNG
    }

    private final int rotations;
    private final long blockMillis;
    private final int rate;

    private ShadowLatency(int rotations, long blockMillis, int rate) {
        this.rotations = rotations;
        this.blockMillis = blockMillis;
        this.rate = rate;
    }

    /** Runs it. */
    public static void main(String[] arguments) throws IOException {
        ShadowLatency benchmark =
                new ShadowLatency(number(arguments, 0, 20), number(arguments, 1, 2_000), number(arguments, 2, 150));
        boolean holds = true;
        try (PostgresEngine postgres = PostgresEngine.startEmbedded(PostgresOptions.defaults());
                MongoServer mongo = MongoServer.start()) {
            for (Side leader : Side.values()) {
                holds &= benchmark.measure(leader, mongo, postgres);
            }
        }
        System.out.println("shadow-latency: " + (holds ? "holds" : "does not hold on this machine"));
        System.exit(holds ? 0 : 1);
    }

    private static int number(String[] arguments, int place, int byDefault) {
        return place < arguments.length ? Integer.parseInt(arguments[place]) : byDefault;
    }

    private boolean measure(Side leader, MongoServer mongo, PostgresEngine postgres) {
        PostgresDatabase database =
                postgres.createDatabase("shadow_" + leader.name().toLowerCase(Locale.ROOT));
        boolean legacyLeads = leader == Side.LEGACY;
        try (FaultProxy proxy = FaultProxy.before(legacyLeads ? postgres.address() : mongo.address());
                ReadModule module = new ReadModule(
                        leader,
                        legacyLeads ? mongo.address() : proxy.address(),
                        legacyLeads ? database.via(proxy.address()) : database)) {
            for (Situation it : Situation.values()) {
                long[] unused = block(module, proxy, it);
            }
            List<Map<Situation, long[]>> all = new ArrayList<>();
            for (int i = 0; i < rotations; i++) {
                all.add(rotation(module, proxy, i));
            }
            System.out.println("shadow-latency: " + leader + " leads: " + module.counts());
            return report(leader, all) && module.divergences() == 0;
        }
    }

    private long[] block(ReadModule module, FaultProxy proxy, Situation situation) {
        boolean shadowed = situation == Situation.HEALTHY || situation == Situation.HUNG;
        module.sample(shadowed ? 1.0 : 0.0);
        if (situation == Situation.HUNG) {
            proxy.stall();
        }
        long[] took = new long[(int) Math.max(1, blockMillis * rate / 1_000)];
        long interval = TimeUnit.SECONDS.toNanos(1) / rate;
        long begin = System.nanoTime();
        for (int i = 0; i < took.length; i++) {
            awaitTime(begin + i * interval);
            long called = System.nanoTime();
            module.read(i);
            took[i] = System.nanoTime() - called;
        }
        module.sample(0.0);
        proxy.forward();
        while (!module.isIdle()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        return took;
    }

    /** A block of each situation; none is always the first. */
    private Map<Situation, long[]> rotation(ReadModule module, FaultProxy proxy, int number) {
        List<Situation> order = new ArrayList<>(List.of(Situation.values()));
        Collections.rotate(order, number);
        Map<Situation, long[]> blocks = new EnumMap<>(Situation.class);
        order.forEach(it -> blocks.put(it, block(module, proxy, it)));
        return blocks;
    }

    private static boolean report(Side leader, List<Map<Situation, long[]>> rotations) {
        System.out.printf(
                Locale.ROOT,
                "shadow-latency: %s leads: alone p50 %.0f us, p99 %.0f us; two halves of it differ by %.2f and %.2f%n",
                leader,
                quantile(all(rotations, Situation.ALONE), 0.5),
                quantile(all(rotations, Situation.ALONE), 0.99),
                ratio(rotations, Situation.ALONE_AGAIN, List.of(Situation.ALONE), 0.5),
                ratio(rotations, Situation.ALONE_AGAIN, List.of(Situation.ALONE), 0.99));
        boolean holds = true;
        for (Situation it : List.of(Situation.HEALTHY, Situation.HUNG)) {
            double p50 = ratio(rotations, it, ALONE, 0.5);
            double p99 = ratio(rotations, it, ALONE, 0.99);
            holds &= p50 <= MOST_P50 && p99 <= MOST_P99;
            String where = leader.configName() + " leads, follower " + it.name().toLowerCase(Locale.ROOT);
            Figures.atMost("shadow-latency", where + ", p50", p50, "", MOST_P50);
            Figures.atMost("shadow-latency", where + ", p99", p99, "", MOST_P99);
            System.out.printf(
                    Locale.ROOT,
                    "shadow-latency: %s leads, follower %s: p50 %.3f, p99 %.3f%n",
                    leader,
                    it.name().toLowerCase(Locale.ROOT),
                    p50,
                    p99);
        }
        return holds;
    }

    /**
     * What a quantile of one situation is to that of others: the median of the ratios within each rotation, since a shared machine is not
     * the same from one minute to the next.
     */
    private static double ratio(
            List<Map<Situation, long[]>> rotations, Situation situation, List<Situation> base, double quantile) {
        return Median.of(
                rotations,
                it -> quantile(requireNonNull(it.get(situation)), quantile)
                        / base.stream()
                                .mapToDouble(one -> quantile(requireNonNull(it.get(one)), quantile))
                                .average()
                                .orElseThrow());
    }

    private static long[] all(List<Map<Situation, long[]>> rotations, Situation situation) {
        return rotations.stream()
                .flatMapToLong(it -> Arrays.stream(requireNonNull(it.get(situation))))
                .toArray();
    }

    /** In microseconds. */
    private static double quantile(long[] nanos, double quantile) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[(int) (sorted.length * quantile)] / 1e3;
    }

    private static void awaitTime(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
