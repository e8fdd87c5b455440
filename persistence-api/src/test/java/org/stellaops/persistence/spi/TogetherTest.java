// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class TogetherTest {

    private static final long LONGEST_SECONDS = 60;

    private final ConcurrentLinkedQueue<Thread> made = new ConcurrentLinkedQueue<>();
    private final Together onThreads = new TogetherOnThreads(task -> {
        Thread thread = new Thread(task);
        made.add(thread);
        return thread;
    });

    @Test
    void tasksOnThreadsRunAtTheSameTimeAndTheirResultsKeepTheirOrder() {
        CyclicBarrier allThere = new CyclicBarrier(3);

        assertThat(onThreads.all(List.of(met(allThere, "a"), met(allThere, "b"), met(allThere, "c"))))
                .containsExactly("a", "b", "c");
        assertThat(made).hasSize(2).noneMatch(Thread::isAlive);
    }

    @Test
    void theFirstTaskIsDoneOnTheCallingThread() {
        assertThat(onThreads.all(List.<Supplier<Thread>>of(Thread::currentThread, Thread::currentThread)))
                .first()
                .isSameAs(Thread.currentThread());
    }

    @Test
    void anExceptionIsThrownWhenEverythingHasEnded() {
        AtomicBoolean ended = new AtomicBoolean();

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> onThreads.run(List.of(
                        () -> {
                            throw new IllegalStateException("first");
                        },
                        () -> ended.set(true),
                        () -> {
                            throw new IllegalArgumentException("second");
                        })))
                .withMessage("first");
        assertThat(ended).isTrue();
    }

    @Test
    void theFirstAnswerInOrderCounts() {
        assertThat(onThreads.first(List.<Supplier<Optional<String>>>of(
                        Optional::empty, () -> Optional.of("a"), () -> Optional.of("b"))))
                .contains("a");
        assertThat(onThreads.first(List.<Supplier<Optional<String>>>of(Optional::empty, Optional::empty)))
                .isEmpty();
    }

    @Test
    void withoutThreadsEverythingIsDoneByTheCaller() {
        Together starved = new TogetherOnThreads(task -> {
            throw new OutOfMemoryError("unable to create native thread");
        });

        assertThat(starved.all(List.<Supplier<Thread>>of(Thread::currentThread, Thread::currentThread)))
                .containsOnly(Thread.currentThread());
    }

    @Test
    void anInterruptReachesWhatIsWaitedForAndIsKept() {
        AtomicBoolean interrupted = new AtomicBoolean();

        onThreads.run(List.of(() -> Thread.currentThread().interrupt(), () -> {
            try {
                Thread.sleep(Duration.ofSeconds(LONGEST_SECONDS).toMillis());
            } catch (InterruptedException e) {
                interrupted.set(true);
                Thread.currentThread().interrupt();
            }
        }));

        assertThat(interrupted).isTrue();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void inTurnNothingIsAskedBehindAnAnswer() {
        List<String> asked = new ArrayList<>();

        assertThat(Together.inTurn()
                        .first(List.<Supplier<Optional<String>>>of(
                                () -> {
                                    asked.add("a");
                                    return Optional.empty();
                                },
                                () -> {
                                    asked.add("b");
                                    return Optional.of("there");
                                },
                                () -> {
                                    asked.add("c");
                                    return Optional.of("late");
                                })))
                .contains("there");
        assertThat(asked).containsExactly("a", "b");
    }

    private static Supplier<String> met(CyclicBarrier others, String result) {
        return () -> {
            try {
                int unused = others.await(LONGEST_SECONDS, TimeUnit.SECONDS);
                return result;
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                throw new IllegalStateException("the others do not run at the same time", e);
            }
        };
    }
}
