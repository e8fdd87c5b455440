// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.time.Duration;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.stellaops.persistence.cutover.Stage;

/** One change of leader of the fleet under load, what befalls a service meanwhile, and how long callers waited. */
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
    private final CountDownLatch isBegun = new CountDownLatch(1);
    private volatile String befell = "nothing";

    FleetChange(Fleet fleet, FleetFault fault, SplittableRandom random) {
        this.fleet = fleet;
        this.fault = fault;
        this.random = random;
    }

    /**
     * What callers saw of a change of leader.
     *
     * @param pause the longest time without an acknowledged write at any one service that was neither dead nor stopped nor cut off
     * @param readGap the same of reads
     * @param quietPause what {@code pause} is of a second before the change
     * @param quietReadGap what {@code readGap} is of a second before the change
     */
    record Result(
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
            Duration quietReadGap) {

        String describe() {
            return "to=" + to.configName() + " asked=" + asked + " fault=" + befell + " steps=" + steps + " begun="
                    + begun + " aborted="
                    + aborted + " pause=" + pause.toMillis() + "ms(" + slowest + ") read_gap=" + readGap.toMillis()
                    + "ms quiet_pause=" + quietPause.toMillis() + "ms quiet_read_gap=" + quietReadGap.toMillis()
                    + "ms";
        }
    }

    /** Plays it; afterwards every service follows the new leader and serves callers. */
    Result play() throws InterruptedException {
        Stage to = fleet.scene().lead().other();
        FleetRequest request = new FleetRequest(fleet, to, random.nextLong());
        request.prepare();
        awaitAnswers(System.nanoTime());
        Span quiet = quiet();
        long since = System.nanoTime();
        Thread faults = startFault(since);
        move(to, request);
        Span window = new Span(
                fleet.steps()
                        .first(LeaderSteps.BEGIN, since)
                        .map(LeaderSteps.Step::at)
                        .orElse(since),
                System.nanoTime());
        join(faults);
        fleet.scene().lead().moveTo(to, fleet.services(), LONGEST, (step, services) -> {});
        awaitAnswers(window.until());
        return new Result(
                to,
                request.describe(),
                fault.kind(),
                befell,
                fleet.steps().count(LeaderSteps.BEGIN, since),
                fleet.steps().count(LeaderSteps.ABORT, since),
                fleet.steps().describe(window.from()),
                slowest(window),
                longest(it -> it.longestPause(window)),
                longest(it -> it.longestReadGap(window)),
                longest(it -> it.longestPause(quiet)),
                longest(it -> it.longestReadGap(quiet)));
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
                befell = fault.play(fleet, since, own, isBegun::countDown);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            befell = "not played: " + e;
            isBegun.countDown();
        }
    }

    /** Until every service follows that is neither dead nor stopped nor cut off. */
    private void move(Stage to, FleetRequest request) throws InterruptedException {
        Thread asking = new Thread(request, "request");
        String left = fleet.scene()
                .lead()
                .moveFirst(to, fleet::unharmed, LONGEST, (step, services) -> startOnce(asking))
                .orElse("");
        request.stop();
        join(asking);
        if (!left.isEmpty()) {
            throw new IllegalStateException(
                    "no change of leader to " + to + " within " + LONGEST + ": " + left + "; " + request.last());
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

    /** Until each service has answered a write and a read. */
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
        ServiceTimes times = fleet.times(service);
        return times.writes().isAnsweredSince(since) && times.reads().isAnsweredSince(since);
    }

    private Duration longest(ToLongFunction<ServiceTimes> gap) {
        return Duration.ofNanos(fleet.services().stream()
                .mapToLong(it -> gap.applyAsLong(fleet.times(it)))
                .max()
                .orElse(0));
    }

    /** Services by their pauses, the longest first. */
    private String slowest(Span window) {
        return fleet.services().stream()
                .sorted(Comparator.comparingLong(
                                (ServiceProcess it) -> fleet.times(it).longestPause(window))
                        .reversed())
                .map(it -> it.name() + ":" + fleet.times(it).longestPause(window) / 1_000_000)
                .collect(Collectors.joining(","));
    }
}
