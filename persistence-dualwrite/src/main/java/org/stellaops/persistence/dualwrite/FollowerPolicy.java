package org.stellaops.persistence.dualwrite;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a module's follower is written. Whatever it says, a follower can cost a caller no more than the deadline, and never
 * the answer.
 *
 * @param mode whether callers wait for the follower
 * @param deadline how long they wait at most, when they do
 * @param threads how many images are sent at once
 * @param queue how many may wait to be sent; beyond that they are left to the reconciler
 * @param breaker when sending is given up for a while
 */
public record FollowerPolicy(Mode mode, Duration deadline, int threads, int queue, Breaker breaker) {

    private static final Duration LONGEST_DEADLINE = Duration.ofSeconds(30);
    private static final int MOST_THREADS = 256;

    /** Whether callers wait for the follower. */
    public enum Mode {
        /** They wait until it holds the write, or until the deadline. */
        SYNC,
        /** They do not. */
        ASYNC
    }

    /**
     * When sending is given up for a while.
     *
     * @param failureRate per cent of failures among the last calls at which it is given up
     * @param calls how many calls are looked at
     * @param openFor how long it is given up
     */
    public record Breaker(int failureRate, int calls, Duration openFor) {

        /** Half of the last twenty calls, for five seconds. */
        public static Breaker usual() {
            return new Breaker(50, 20, Duration.ofSeconds(5));
        }
    }

    /**
     * Rejects the whole policy at once, so that an operator mends it in one edit.
     *
     * @throws IllegalArgumentException with every problem
     */
    public FollowerPolicy {
        List<String> problems = new ArrayList<>();
        if (deadline.isNegative() || deadline.isZero() || deadline.compareTo(LONGEST_DEADLINE) > 0) {
            problems.add("deadline must be positive and at most " + LONGEST_DEADLINE + ", but was " + deadline);
        }
        if (threads < 1 || threads > MOST_THREADS) {
            problems.add("threads must be between 1 and " + MOST_THREADS + ", but was " + threads);
        }
        if (queue < 1) {
            problems.add("queue must be at least 1, but was " + queue);
        }
        if (breaker.failureRate() < 1 || breaker.failureRate() > 100) {
            problems.add("breaker.failure-rate must be between 1 and 100, but was " + breaker.failureRate());
        }
        if (breaker.calls() < 1) {
            problems.add("breaker.calls must be at least 1, but was " + breaker.calls());
        }
        if (breaker.openFor().isNegative() || breaker.openFor().isZero()) {
            problems.add("breaker.open-for must be positive, but was " + breaker.openFor());
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    problems.size() + " problem(s) in follower-writes: " + String.join("; ", problems));
        }
    }

    /** Nobody waits; four threads, a queue of 1000. */
    public static FollowerPolicy async() {
        return new FollowerPolicy(Mode.ASYNC, Duration.ofMillis(500), 4, 1000, Breaker.usual());
    }

    /** Callers wait half a second at most; four threads, a queue of 100. */
    public static FollowerPolicy sync() {
        return new FollowerPolicy(Mode.SYNC, Duration.ofMillis(500), 4, 100, Breaker.usual());
    }

    /** This policy with another deadline. */
    public FollowerPolicy withDeadline(Duration other) {
        return new FollowerPolicy(mode, other, threads, queue, breaker);
    }

    /** This policy with other bounds. */
    public FollowerPolicy withBounds(int otherThreads, int otherQueue) {
        return new FollowerPolicy(mode, deadline, otherThreads, otherQueue, breaker);
    }

    /** This policy with another breaker. */
    public FollowerPolicy withBreaker(Breaker other) {
        return new FollowerPolicy(mode, deadline, threads, queue, other);
    }
}
