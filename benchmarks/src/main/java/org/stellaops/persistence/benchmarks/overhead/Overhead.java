// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.overhead;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.stellaops.persistence.benchmarks.results.Figures;

/**
 * Prints what the library adds to a call of its leading store, in nanoseconds and bytes, next to what LaunchDarkly's migrations and
 * Scientist4J add to a call of nothing, all in one run. Ends with 0 if it is within the limits of the evidence row {@code overhead}.
 *
 * <p>Argument: forks of each benchmark.
 */
public final class Overhead {

    private static final double SINGLE_NANOS = 60;
    private static final double TIMED_NANOS = 250;
    private static final double TIMED_BYTES = 200;
    private static final double DUAL_NANOS = 2_000;

    /** Bytes are counted by the collector, which sees those of other threads too. */
    private static final double NO_BYTES = 1;

    private record Cost(double nanos, double bytes) {

        Cost over(Cost base) {
            return new Cost(nanos - base.nanos, bytes - base.bytes);
        }
    }

    private Overhead() {}

    /** Runs it. */
    public static void main(String[] arguments) throws RunnerException {
        int forks = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2;
        Map<String, Cost> costs = costs(new Runner(new OptionsBuilder()
                        .include("overhead\\.(Call|Peer)Benchmark")
                        .forks(forks)
                        .warmupIterations(5)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(5)
                        .measurementTime(TimeValue.seconds(1))
                        .addProfiler(GCProfiler.class)
                        .verbosity(VerboseMode.SILENT)
                        .jvmArgs("-Xms1g", "-Xmx1g")
                        .build())
                .run());
        System.exit(report(costs) ? 0 : 1);
    }

    private static Map<String, Cost> costs(Collection<RunResult> results) {
        Map<String, Cost> costs = new TreeMap<>();
        for (RunResult it : results) {
            String way = it.getParams().getParam("way");
            String method = it.getParams().getBenchmark();
            costs.put(
                    method.substring(method.lastIndexOf('.') + 1) + (way == null ? "" : " " + way),
                    new Cost(
                            it.getPrimaryResult().getScore(),
                            requireNonNull(it.getSecondaryResults().get("gc.alloc.rate.norm"))
                                    .getScore()));
        }
        return costs;
    }

    private static boolean report(Map<String, Cost> costs) {
        Cost find = cost(costs, "find LEADER");
        Cost put = cost(costs, "put LEADER");
        Cost single = cost(costs, "find SINGLE").over(find);
        Cost singlePut = cost(costs, "put SINGLE").over(put);
        Cost timed = cost(costs, "find SINGLE_TIMED").over(find);
        Cost dual = cost(costs, "put DUAL").over(put);
        print("leader alone: find", find);
        print("leader alone: put", put);
        print("one store, find", single);
        print("one store, put", singlePut);
        print("one store, find, calls timed", timed);
        print("one store, put, calls timed", cost(costs, "put SINGLE_TIMED").over(put));
        print("both stores, put", dual);
        Cost peerRead = cost(costs, "launchDarklyRead");
        Cost peerTimed = cost(costs, "launchDarklyTimedRead");
        Cost peerDual = cost(costs, "launchDarklyDualPut").over(put);
        Cost scientist = cost(costs, "scientistRead");
        print("LaunchDarkly, read", peerRead);
        print("LaunchDarkly, read, calls timed", peerTimed);
        print("LaunchDarkly, dual write of nothing", cost(costs, "launchDarklyDualWrite"));
        print("LaunchDarkly, both stores, put", peerDual);
        print("Scientist4J, compared read", scientist);
        Figures.atMost("overhead", "one store, put, allocated", singlePut.bytes, "B", NO_BYTES);
        Figures.atMost("overhead", "one store", single.nanos, "ns", SINGLE_NANOS);
        Figures.atMost("overhead", "one store, allocated", single.bytes, "B", NO_BYTES);
        Figures.atMost("overhead", "one store, calls timed", timed.nanos, "ns", TIMED_NANOS);
        Figures.atMost("overhead", "one store, calls timed, allocated", timed.bytes, "B", TIMED_BYTES);
        Figures.atMost("overhead", "both stores", dual.nanos, "ns", DUAL_NANOS);
        Figures.plain("overhead", "LaunchDarkly, read", peerRead.nanos, "ns");
        Figures.plain("overhead", "LaunchDarkly, read, calls timed", peerTimed.nanos, "ns");
        Figures.plain("overhead", "LaunchDarkly, both stores", peerDual.nanos, "ns");
        Figures.plain("overhead", "Scientist4J, compared read", scientist.nanos, "ns");
        boolean holds = single.nanos <= SINGLE_NANOS
                && single.bytes <= NO_BYTES
                && singlePut.nanos <= SINGLE_NANOS
                && singlePut.bytes <= NO_BYTES
                && timed.nanos <= TIMED_NANOS
                && timed.bytes <= TIMED_BYTES
                && dual.nanos <= DUAL_NANOS
                && single.nanos < peerRead.nanos
                && timed.nanos < peerTimed.nanos
                && timed.nanos < scientist.nanos
                && dual.nanos < peerDual.nanos;
        System.out.println("overhead: " + (holds ? "holds" : "does not hold on this machine"));
        return holds;
    }

    private static Cost cost(Map<String, Cost> costs, String name) {
        Cost cost = costs.get(name);
        if (cost == null) {
            throw new IllegalStateException("not measured: " + name + ", only " + costs.keySet());
        }
        return cost;
    }

    private static void print(String what, Cost cost) {
        System.out.printf(Locale.ROOT, "overhead: %s: %.0f ns, %.0f B%n", what, cost.nanos, cost.bytes);
    }
}
