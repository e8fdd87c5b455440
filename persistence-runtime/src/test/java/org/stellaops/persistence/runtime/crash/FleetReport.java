// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Adds up the rounds of a run, for the line that it ends with. For one thread. */
final class FleetReport {

    /** What writes may wait at a change of leader, of a hundred changes in fifty. */
    static final Duration USUAL_PAUSE = Duration.ofMillis(100);

    /** What they may wait beyond the lease of a process that died. */
    static final Duration BEYOND_LEASE = Duration.ofSeconds(1);

    /** Longer than it takes a process to be given a processor on a machine that has too few, and much shorter than a pause of writes. */
    static final Duration LONGEST_READ_GAP = Duration.ofMillis(500);

    private static final int HALF = 50;
    private static final int NEARLY_ALL = 99;
    private static final int ALL = 100;

    private final List<FleetChange.Result> changes = new ArrayList<>();
    private final Tally tally = new Tally();
    private final List<String> problems = new ArrayList<>();
    private int lost;
    private int unreported;
    private int stale;
    private boolean equal = true;

    void add(FleetRound.Result round) {
        changes.addAll(round.changes());
        tally.add(round.tally());
        for (FleetRound.Found it : round.found()) {
            lost += it.findings().lost().size();
            unreported += it.unreported();
            stale += it.stale();
            equal &= it.isEqual();
        }
        problems.addAll(round.problems());
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    int changes() {
        return changes.size();
    }

    Duration usualPause() {
        return percentile(FleetChange.Result::pause, HALF);
    }

    Duration longestPause() {
        return percentile(FleetChange.Result::pause, NEARLY_ALL);
    }

    Duration longestReadGap() {
        return percentile(FleetChange.Result::readGap, ALL);
    }

    Duration longestQuietReadGap() {
        return percentile(FleetChange.Result::quietReadGap, ALL);
    }

    /** What stands beside the figures of the claim. */
    String beside() {
        return "quiet_pause_p50=" + millis(percentile(FleetChange.Result::quietPause, HALF)) + " quiet_pause_p99="
                + millis(percentile(FleetChange.Result::quietPause, NEARLY_ALL)) + " quiet_read_gap="
                + millis(longestQuietReadGap()) + " read_gap_p50="
                + millis(percentile(FleetChange.Result::readGap, HALF)) + " aborted="
                + changes.stream().mapToLong(FleetChange.Result::aborted).sum() + " stale=" + stale + " refused="
                + tally.of(Tally.REFUSED) + " unknown=" + (tally.of(Tally.UNKNOWN) + tally.of(Tally.UNANSWERED))
                + " conflicts=" + tally.of(Tally.CONFLICT) + " finds=" + tally.of(Tally.FOUND);
    }

    /** What the other cohort noticed of changes in which it did not move. */
    String ofOthers() {
        List<Duration> pauses = changes.stream()
                .flatMap(it -> it.others().stream())
                .map(FleetChange.Others::pause)
                .sorted()
                .toList();
        return "moved=" + moved() + " at_once="
                + changes.stream().filter(it -> it.others().isEmpty()).count()
                + " led_apart="
                + changes.stream().filter(FleetChange.Result::isLedApart).count()
                + " others_refused=" + othersRefused() + " others_pause_p50=" + millis(percentile(pauses, HALF))
                + " others_pause_p99=" + millis(percentile(pauses, NEARLY_ALL));
    }

    private String moved() {
        Map<String, Long> counts = changes.stream()
                .collect(Collectors.groupingBy(FleetChange.Result::cohort, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(it -> it.getKey() + ":" + it.getValue())
                .collect(Collectors.joining(","));
    }

    private long othersRefused() {
        return changes.stream()
                .flatMap(it -> it.others().stream())
                .mapToLong(FleetChange.Others::refused)
                .sum();
    }

    /** The figures of the claim. */
    String describe(int services) {
        return "changes=" + changes.size() + " cohorts="
                + changes.stream().map(FleetChange.Result::cohort).distinct().count() + " jvms=" + services
                + " killed=" + killed()
                + " stopped=" + count(FleetFault.Kind.STOPPED) + " cut=" + count(FleetFault.Kind.CUT)
                + " acknowledged=" + tally.of(Tally.ACKNOWLEDGED) + " lost=" + lost + " unreported=" + unreported
                + " equal=" + equal + " pause_p50=" + millis(usualPause()) + " pause_p99=" + millis(longestPause())
                + " read_gap=" + millis(longestReadGap()) + " others_refused=" + othersRefused();
    }

    /** How many services were killed. */
    long killed() {
        return count(FleetFault.Kind.KILLED);
    }

    private long count(FleetFault.Kind kind) {
        return changes.stream()
                .filter(it -> it.fault() == kind && !it.befell().startsWith("not played"))
                .count();
    }

    private static String millis(Duration duration) {
        return duration.toMillis() + "ms";
    }

    /** The smallest that so many of a hundred do not exceed. */
    private Duration percentile(Function<FleetChange.Result, Duration> of, int hundredths) {
        return percentile(changes.stream().map(of).sorted().toList(), hundredths);
    }

    private static Duration percentile(List<Duration> sorted, int hundredths) {
        int rank = (sorted.size() * hundredths + ALL - 1) / ALL;
        return sorted.isEmpty() ? Duration.ZERO : sorted.get(Math.max(rank, 1) - 1);
    }
}
