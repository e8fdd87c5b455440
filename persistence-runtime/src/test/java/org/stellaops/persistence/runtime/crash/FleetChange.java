// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.stellaops.persistence.cutover.Stage;

/** A change of leader of one cohort or of several at once under load, what befalls a service meanwhile, and how long callers waited. */
final class FleetChange {

    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration LONGEST_ANSWER = Duration.ofMinutes(1);
    private static final int QUIET_MILLIS = 1_000;
    private static final int MOST_AFTER_FAULT_MILLIS = 600;
    private static final int LONGEST_FAULT_SECONDS = 300;
    private static final int BETWEEN_LOOKS_MILLIS = 20;

    private final Fleet fleet;
    private final SplittableRandom random;
    private final FleetFault fault;
    private final List<FleetCohort> moved;
    private final List<FleetCohort> others;
    private final CountDownLatch isBegun = new CountDownLatch(1);
    private volatile String befell = "nothing";

    FleetChange(Fleet fleet, FleetRound.Planned planned, SplittableRandom random) {
        this.fleet = fleet;
        this.fault = planned.fault();
        this.moved = planned.moved();
        this.others = fleet.cohorts().stream().filter(it -> !moved.contains(it)).toList();
        this.random = random;
    }

    /**
     * What callers of a cohort saw that did not move.
     *
     * @param pause the longest wait for the acknowledgement of a write at any service that was neither dead nor stopped nor cut off
     * @param refused how many writes were refused because the lead moves, or has moved
     */
    record Others(String cohort, Duration pause, long refused) {}

    /**
     * What callers saw of a change of leader.
     *
     * @param pause the longest wait for the acknowledgement of a write at any service that was neither dead nor stopped nor cut off
     * @param readGap the same of reads
     * @param quietPause what {@code pause} is of a second before the change
     * @param quietReadGap what {@code readGap} is of a second before the change
     * @param isLedApart whether different stores led the cohorts at its end
     */
    record Result(
            String cohort,
            Stage to,
            String asked,
            FleetFault.Kind fault,
            String befell,
            long begun,
            long aborted,
            String steps,
            String slowest,
            Duration pause,
            Duration readGap,
            Duration quietPause,
            Duration quietReadGap,
            List<Others> others,
            boolean isLedApart) {

        String describe() {
            return "cohort=" + cohort + " to=" + to.configName() + " asked=" + asked + " fault=" + befell + " steps="
                    + steps + " begun=" + begun + " aborted=" + aborted + " pause=" + pause.toMillis() + "ms(" + slowest
                    + ") read_gap=" + readGap.toMillis() + "ms quiet_pause=" + quietPause.toMillis()
                    + "ms quiet_read_gap=" + quietReadGap.toMillis() + "ms"
                    + others.stream()
                            .map(it -> " " + it.cohort() + "_pause="
                                    + it.pause().toMillis() + "ms " + it.cohort() + "_refused=" + it.refused())
                            .collect(Collectors.joining());
        }

        /** That another cohort noticed more of it than a wait. */
        Optional<String> problem() {
            return others.stream()
                    .filter(it -> it.refused() > 0)
                    .findFirst()
                    .map(it -> it.cohort() + " refused " + it.refused() + " write(s) as out of date while the lead of "
                            + cohort + " went to " + to + ", and its own did not move");
        }
    }

    /** One cohort whose lead moves. */
    private record Asked(FleetCohort cohort, Stage to, FleetRequest request) {}

    /** Plays it; afterwards every service follows the new leaders and serves callers. */
    List<Result> play() throws InterruptedException {
        List<Asked> all = new ArrayList<>();
        for (FleetCohort it : moved) {
            Stage to = it.lead().other();
            Asked asked = new Asked(it, to, new FleetRequest(fleet, it, to, random.nextLong()));
            asked.request().prepare();
            all.add(asked);
        }
        awaitAnswers(System.nanoTime());
        Span quiet = quiet();
        List<Long> refusedBefore =
                others.stream().map(FleetCohort::refusedByMoves).toList();
        long since = System.nanoTime();
        Thread faults = startFault(since);
        moveAll(all);
        long until = System.nanoTime();
        join(faults);
        for (Asked it : all) {
            it.cohort().lead().moveTo(it.to(), fleet.services(), LONGEST, (step, services) -> {});
        }
        awaitAnswers(until);
        List<Result> results = new ArrayList<>();
        for (Asked it : all) {
            results.add(result(it, since, until, quiet, results.isEmpty(), refusedBefore));
        }
        return results;
    }

    private Result result(Asked asked, long since, long until, Span quiet, boolean isFirst, List<Long> refusedBefore) {
        FleetCohort cohort = asked.cohort();
        LeaderSteps steps = cohort.steps();
        Span window = new Span(
                steps.first(LeaderSteps.BEGIN, since).map(LeaderSteps.Step::at).orElse(since), until);
        return new Result(
                cohort.name(),
                asked.to(),
                asked.request().describe(),
                isFirst ? fault.kind() : FleetFault.Kind.NONE,
                isFirst ? befell : "the same",
                steps.count(LeaderSteps.BEGIN, since),
                steps.count(LeaderSteps.ABORT, since),
                steps.describe(window.from()),
                slowest(cohort, window),
                cohort.longest(it -> it.longestPause(window)),
                cohort.longest(it -> it.longestReadPause(window)),
                cohort.longest(it -> it.longestPause(quiet)),
                cohort.longest(it -> it.longestReadPause(quiet)),
                seenByOthers(window, refusedBefore),
                fleet.cohorts().stream().map(FleetCohort::leader).distinct().count() > 1);
    }

    private List<Others> seenByOthers(Span window, List<Long> refusedBefore) {
        List<Others> seen = new ArrayList<>();
        for (FleetCohort it : others) {
            seen.add(new Others(
                    it.name(),
                    it.longest(times -> times.longestPause(window)),
                    it.refusedByMoves() - refusedBefore.get(seen.size())));
        }
        return seen;
    }

    /** A moment without a change, to compare with. */
    private static Span quiet() throws InterruptedException {
        long from = System.nanoTime();
        Thread.sleep(QUIET_MILLIS);
        return new Span(from, System.nanoTime());
    }

    private Thread startFault(long since) throws InterruptedException {
        SplittableRandom own = random.split();
        Thread thread = new Thread(() -> befall(since, own), "fault");
        thread.start();
        if (fault.moment() == FleetFault.Moment.BEFORE) {
            isBegun.await();
            Thread.sleep(random.nextInt(MOST_AFTER_FAULT_MILLIS));
        }
        return thread;
    }

    private void befall(long since, SplittableRandom own) {
        try {
            if (fault.kind() == FleetFault.Kind.NONE) {
                isBegun.countDown();
            } else {
                befell = fault.play(fleet, moved.get(0), since, own, isBegun::countDown);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            befell = "not played: " + e;
            isBegun.countDown();
        }
    }

    /** All at once, until every service follows that is neither dead nor stopped nor cut off. */
    private void moveAll(List<Asked> all) throws InterruptedException {
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (Asked it : all) {
            Thread thread = new Thread(
                    () -> move(it).ifPresent(failures::add),
                    "move " + it.cohort().name());
            thread.start();
            threads.add(thread);
        }
        for (Thread it : threads) {
            it.join();
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException(String.join("; ", failures));
        }
    }

    /** Why it is not made in time; empty if it is. */
    private Optional<String> move(Asked asked) {
        Thread asking = new Thread(asked.request(), "request " + asked.cohort().name());
        try {
            Optional<String> left = asked.cohort()
                    .lead()
                    .moveFirst(asked.to(), fleet::unharmed, LONGEST, (step, services) -> startOnce(asking));
            asked.request().stop();
            join(asking);
            return left.map(it -> "no change of leader to " + asked.to() + " within " + LONGEST + ": " + it + "; "
                    + asked.request().last());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        } catch (IllegalStateException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static void startOnce(Thread asking) {
        if (asking.getState() == Thread.State.NEW) {
            asking.start();
        }
    }

    private static void join(Thread thread) throws InterruptedException {
        thread.join(TimeUnit.SECONDS.toMillis(LONGEST_FAULT_SECONDS));
        if (thread.isAlive()) {
            throw new IllegalStateException("the thread '" + thread.getName() + "' does not end");
        }
    }

    /** Until each service has answered a write and a read of every cohort. */
    private void awaitAnswers(long since) throws InterruptedException {
        long end = System.nanoTime() + LONGEST_ANSWER.toNanos();
        while (!fleet.services().stream().allMatch(it -> hasAnswered(it, since))) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("after " + LONGEST_ANSWER + " not every service answers callers");
            }
            Thread.sleep(BETWEEN_LOOKS_MILLIS);
        }
    }

    private boolean hasAnswered(ServiceProcess service, long since) {
        return fleet.cohorts().stream()
                .map(it -> it.times(service))
                .allMatch(it -> it.writes().isAnsweredSince(since) && it.reads().isAnsweredSince(since));
    }

    /** Services by their pauses, the longest first. */
    private String slowest(FleetCohort cohort, Span window) {
        return fleet.services().stream()
                .sorted(Comparator.comparingLong(
                                (ServiceProcess it) -> cohort.times(it).longestPause(window))
                        .reversed())
                .map(it -> it.name() + ":" + cohort.times(it).longestPause(window) / 1_000_000)
                .collect(Collectors.joining(","));
    }
}
