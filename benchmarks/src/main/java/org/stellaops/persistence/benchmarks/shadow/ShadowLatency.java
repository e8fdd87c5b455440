// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.shadow;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoOptions;
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
    public static void main(String[] arguments) {
        ShadowLatency benchmark =
                new ShadowLatency(number(arguments, 0, 10), number(arguments, 1, 2_000), number(arguments, 2, 100));
        boolean holds = true;
        try (PostgresEngine postgres = PostgresEngine.startEmbedded(PostgresOptions.defaults());
                MongoEngine mongo = MongoEngine.startEmbedded(MongoOptions.defaults())) {
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

    private boolean measure(Side leader, MongoEngine mongo, PostgresEngine postgres) {
        PostgresDatabase database =
                postgres.createDatabase("shadow_" + leader.name().toLowerCase(Locale.ROOT));
        boolean legacyLeads = leader == Side.LEGACY;
        try (FaultProxy proxy = FaultProxy.before(legacyLeads ? postgres.address() : mongo.address());
                ReadModule module = new ReadModule(
                        leader,
                        legacyLeads ? mongo.address() : proxy.address(),
                        legacyLeads ? database.via(proxy.address()) : database)) {
            Map<Situation, long[]> all = new EnumMap<>(Situation.class);
            for (Situation it : Situation.values()) {
                long[] unused = block(module, proxy, it);
            }
            for (int i = 0; i < rotations; i++) {
                for (Situation it : Situation.values()) {
                    all.merge(it, block(module, proxy, it), ShadowLatency::joined);
                }
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

    private boolean report(Side leader, Map<Situation, long[]> all) {
        double[] alone = quantiles(
                joined(requireNonNull(all.get(Situation.ALONE)), requireNonNull(all.get(Situation.ALONE_AGAIN))));
        double[] one = quantiles(requireNonNull(all.get(Situation.ALONE)));
        double[] other = quantiles(requireNonNull(all.get(Situation.ALONE_AGAIN)));
        System.out.printf(
                Locale.ROOT,
                "shadow-latency: %s leads: alone p50 %.0f us, p99 %.0f us; two halves of it differ by %.2f and %.2f%n",
                leader,
                alone[0],
                alone[1],
                Math.max(one[0] / other[0], other[0] / one[0]),
                Math.max(one[1] / other[1], other[1] / one[1]));
        boolean holds = true;
        for (Situation it : new Situation[] {Situation.HEALTHY, Situation.HUNG}) {
            double[] shadowed = quantiles(requireNonNull(all.get(it)));
            double p50 = shadowed[0] / alone[0];
            double p99 = shadowed[1] / alone[1];
            holds &= p50 <= MOST_P50 && p99 <= MOST_P99;
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

    /** p50 and p99 in microseconds. */
    private static double[] quantiles(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new double[] {sorted[sorted.length / 2] / 1e3, sorted[(int) (sorted.length * 0.99)] / 1e3};
    }

    private static long[] joined(long[] one, long[] other) {
        long[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private static void awaitTime(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
