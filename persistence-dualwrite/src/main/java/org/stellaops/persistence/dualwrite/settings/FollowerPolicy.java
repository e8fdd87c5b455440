// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a module's follower is written. Whatever the policy, a follower delays a caller at most by the deadline, and
 * never changes the outcome.
 *
 * @param mode whether callers wait for the follower
 * @param deadline how long they wait at most, when they do; a send that takes longer counts as failed in either mode
 * @param threads how many images are sent concurrently; a hanging send blocks one thread until the driver returns
 * @param queue how many images may be queued; further ones are left to the reconciler
 * @param retry how often a failed send is retried, on the executor's threads
 * @param breaker when sending is suspended for a while
 * @param queueBytes about how many bytes of contents may wait or be sent; beyond that they are left to the reconciler
 */
public record FollowerPolicy(
        Mode mode, Duration deadline, int threads, int queue, Retry retry, Breaker breaker, long queueBytes) {

    private static final long DEFAULT_QUEUE_BYTES = 32L * 1024 * 1024;

    private static final Duration LONGEST_DEADLINE = Duration.ofSeconds(30);
    private static final int MOST_THREADS = 256;
    private static final int MOST_ATTEMPTS = 10;

    /** Whether callers wait for the follower. */
    public enum Mode {
        /** They wait until it holds the write, or until the deadline. */
        SYNC,
        /** They do not. */
        ASYNC
    }

    /**
     * How often a send is retried when the follower was unreachable or did not answer. That is safe, because an image
     * is not applied twice. A leader's write is never retried.
     *
     * @param attempts the maximum number of attempts, including the first; 1 for no retry
     * @param firstPause the approximate pause before the second attempt; it doubles with each further attempt, with
     *     jitter of up to half of it in either direction
     * @param longestPause the upper limit of a pause
     */
    public record Retry(int attempts, Duration firstPause, Duration longestPause) {

        /** Three attempts, about 50 ms and 100 ms apart. */
        public static Retry defaults() {
            return new Retry(3, Duration.ofMillis(50), Duration.ofMillis(500));
        }

        /** One attempt. */
        public static Retry never() {
            return new Retry(1, Duration.ofMillis(50), Duration.ofMillis(500));
        }

        private List<String> problems() {
            List<String> problems = new ArrayList<>();
            if (attempts < 1 || attempts > MOST_ATTEMPTS) {
                problems.add("retry.attempts must be between 1 and " + MOST_ATTEMPTS + ", but was " + attempts);
            }
            if (firstPause.toMillis() < 1) {
                problems.add("retry.first-pause must be at least 1 ms, but was " + firstPause);
            }
            if (longestPause.compareTo(firstPause) < 0 || longestPause.compareTo(LONGEST_DEADLINE) > 0) {
                problems.add("retry.longest-pause must be at least retry.first-pause, which is " + firstPause
                        + ", and at most " + LONGEST_DEADLINE + ", but was " + longestPause);
            }
            return problems;
        }
    }

    /**
     * When sending is suspended for a while.
     *
     * @param failureRate percentage of failures among the last calls at which sending is suspended
     * @param calls the size of the window of calls
     * @param openFor how long sending is suspended
     * @param probes how many probe sends follow, for which callers do not wait; if they succeed, sending resumes
     */
    public record Breaker(int failureRate, int calls, Duration openFor, int probes) {

        /** Half of the last twenty calls, for five seconds; then five probes. */
        public static Breaker defaults() {
            return new Breaker(50, 20, Duration.ofSeconds(5), 5);
        }

        private List<String> problems() {
            List<String> problems = new ArrayList<>();
            if (failureRate < 1 || failureRate > 100) {
                problems.add("breaker.failure-rate must be between 1 and 100, but was " + failureRate);
            }
            if (calls < 1) {
                problems.add("breaker.calls must be at least 1, but was " + calls);
            }
            if (openFor.toMillis() < 1) {
                problems.add("breaker.open-for must be at least 1 ms, but was " + openFor);
            }
            if (probes < 1) {
                problems.add("breaker.probes must be at least 1, but was " + probes);
            }
            return problems;
        }
    }

    /**
     * Reports all problems of the policy at once, so that an operator can fix them in one edit.
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
        if (queueBytes < 1) {
            problems.add("queue-bytes must be at least 1, but was " + queueBytes);
        }
        problems.addAll(retry.problems());
        problems.addAll(breaker.problems());
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    problems.size() + " problem(s) in the follower's policy: " + String.join("; ", problems));
        }
    }

    /** A policy with the default number of bytes in the queue. */
    public FollowerPolicy(Mode mode, Duration deadline, int threads, int queue, Retry retry, Breaker breaker) {
        this(mode, deadline, threads, queue, retry, breaker, DEFAULT_QUEUE_BYTES);
    }

    /** This policy with about so many bytes in the queue. */
    public FollowerPolicy withQueueBytes(long bytes) {
        return new FollowerPolicy(mode, deadline, threads, queue, retry, breaker, bytes);
    }

    /** Nobody waits; four threads, a queue of 1000. */
    public static FollowerPolicy async() {
        return new FollowerPolicy(Mode.ASYNC, Duration.ofMillis(500), 4, 1000, Retry.defaults(), Breaker.defaults());
    }

    /** Callers wait half a second at most; four threads, a queue of 100. */
    public static FollowerPolicy sync() {
        return new FollowerPolicy(Mode.SYNC, Duration.ofMillis(500), 4, 100, Retry.defaults(), Breaker.defaults());
    }

    /** This policy with another deadline. */
    public FollowerPolicy withDeadline(Duration other) {
        return new FollowerPolicy(mode, other, threads, queue, retry, breaker, queueBytes);
    }

    /** This policy with other bounds. */
    public FollowerPolicy withBounds(int otherThreads, int otherQueue) {
        return new FollowerPolicy(mode, deadline, otherThreads, otherQueue, retry, breaker, queueBytes);
    }

    /** This policy with other retries. */
    public FollowerPolicy withRetry(Retry other) {
        return new FollowerPolicy(mode, deadline, threads, queue, other, breaker, queueBytes);
    }

    /** This policy with another breaker. */
    public FollowerPolicy withBreaker(Breaker other) {
        return new FollowerPolicy(mode, deadline, threads, queue, retry, other, queueBytes);
    }
}
