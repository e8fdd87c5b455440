// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Whatever a pass ends in, another follows, and no pause grows without bound. */
class SupervisedLoopTest {

    private static final Duration INTERVAL = Duration.ofMillis(2);

    private final Queue<Long> bounds = new ConcurrentLinkedQueue<>();
    private final RandomGenerator shortest = new RandomGenerator() {
        @Override
        public long nextLong() {
            return 0;
        }

        @Override
        public long nextLong(long bound) {
            bounds.add(bound);
            return 0;
        }
    };
    private final RandomGenerator longest = new RandomGenerator() {
        @Override
        public long nextLong() {
            return 0;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    };

    @Test
    void pausesAfterFailuresDoubleUpToSixtyFourIntervals() {
        try (SupervisedLoop loop = loop(() -> false, longest)) {
            assertThat(loop.pauseAfter(0)).isEqualTo(INTERVAL);
            assertThat(loop.pauseAfter(1)).isEqualTo(INTERVAL.multipliedBy(2));
            assertThat(loop.pauseAfter(6)).isEqualTo(INTERVAL.multipliedBy(64));
            assertThat(List.of(7, 63, 64, 1_000, Integer.MAX_VALUE))
                    .allSatisfy(it -> assertThat(loop.pauseAfter(it)).isEqualTo(INTERVAL.multipliedBy(64)));
        }
        try (SupervisedLoop loop = loop(() -> false, shortest)) {
            assertThat(loop.pauseAfter(6)).isEqualTo(INTERVAL.multipliedBy(32));
        }
    }

    @Test
    void aPassThatThrowsIsFollowedByAnotherAndOneThatSucceedsEndsTheLongPauses() {
        Queue<Runnable> passes = new ConcurrentLinkedQueue<>(List.of(
                throwing(new IllegalStateException("injected")),
                throwing(new StackOverflowError("injected")),
                throwing(new OutOfMemoryError("injected")),
                () -> {},
                throwing(new NullPointerException("injected")),
                () -> {}));
        try (SupervisedLoop loop = loop(
                () -> {
                    Runnable pass = passes.poll();
                    if (pass != null) {
                        pass.run();
                    }
                    return false;
                },
                shortest)) {
            loop.start();
            await().until(passes::isEmpty);
        }

        long afterOne = INTERVAL.toNanos() + 1;
        long afterTwo = INTERVAL.toNanos() * 2 + 1;
        long afterThree = INTERVAL.toNanos() * 4 + 1;
        assertThat(bounds).containsExactly(afterOne, afterTwo, afterThree, afterOne);
    }

    @Test
    void theWorkItselfMayMakeItsPassTheLastOne() {
        AtomicInteger passes = new AtomicInteger();
        AtomicReference<SupervisedLoop> own = new AtomicReference<>();
        try (SupervisedLoop loop = loop(
                () -> {
                    if (passes.incrementAndGet() == 3) {
                        own.get().end();
                    }
                    return true;
                },
                shortest)) {
            own.set(loop);
            loop.start();
            await().until(() -> !loop.isAlive());
        }

        assertThat(passes).hasValue(3);
    }

    private static Runnable throwing(RuntimeException thrown) {
        return () -> {
            throw thrown;
        };
    }

    private static Runnable throwing(Error thrown) {
        return () -> {
            throw thrown;
        };
    }

    private static SupervisedLoop loop(BooleanSupplier work, RandomGenerator random) {
        return new SupervisedLoop("loop-under-test", INTERVAL, work, random);
    }
}
