// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.follower;

import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.stellaops.persistence.cutover.Side;

/** Results for people. */
final class Table {

    private static final double NANOS_IN_MILLI = 1e6;

    private Table() {}

    static String of(Results results) {
        StringBuilder text = new StringBuilder();
        results.byLeader().forEach((leader, measured) -> append(text, results, leader, measured));
        return text.append(
                        "Times in ms since each write was due, except the last column: since it was called. \"typ. p99\" is the median"
                                + " p99\nof thirds of blocks. \"x\" is a multiple of the leader alone: \"x typ.\", the median over"
                                + " the rotations, decides;\n\"x p99\" is that of everything pooled, machine noise included.\n")
                .toString();
    }

    private static void append(StringBuilder text, Results results, Side leader, Measurements measured) {
        text.append(String.format(
                Locale.ROOT,
                "%s leads, %s follows; %d writes/s from %d callers, %d rotations%n",
                results.engines().get(leader),
                results.engines().get(leader.other()),
                results.options().rate(),
                results.options().callers(),
                results.options().rotations()));
        text.append(String.format(
                Locale.ROOT,
                "  %-20s %7s %6s %8s %8s %8s %8s %7s %13s %7s %10s%n",
                "",
                "calls",
                "failed",
                "p50",
                "typ. p99",
                "p99",
                "max",
                "x typ.",
                "95%",
                "x p99",
                "p99 called"));
        for (Situation situation : Situation.values()) {
            text.append(row(situation, measured));
        }
        text.append('\n');
    }

    private static String row(Situation situation, Measurements measured) {
        Block all = measured.all(situation);
        return String.format(
                Locale.ROOT,
                "  %-20s %7d %6d %8.2f %8.2f %8.2f %8.2f %7.2f %6.2f-%-6.2f %7.2f %10.2f%n",
                situation.words(),
                all.calls(),
                all.failed(),
                millis(all.sinceDue(), 50),
                all.typicalP99() / NANOS_IN_MILLI,
                millis(all.sinceDue(), 99),
                millis(all.sinceDue(), 100),
                measured.pairedRatio(situation),
                measured.pairedInterval(situation).low(),
                measured.pairedInterval(situation).high(),
                measured.pooledRatio(situation),
                millis(all.sinceCall(), 99));
    }

    private static double millis(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / NANOS_IN_MILLI;
    }
}
