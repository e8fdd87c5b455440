// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;

class PreparationTurnsTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final PreparationTurns turns = new PreparationTurns("things", LONG);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final CountDownLatch hasBegun = new CountDownLatch(1);
    private final AtomicInteger attempts = new AtomicInteger();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    @Test
    void whoeverWaitedForAnAttemptThatFoundTheServerUnavailableIsToldSo() throws InterruptedException {
        assertThat(failuresOfTwoAtOnce(Fault.Kind.UNAVAILABLE))
                .containsExactly(
                        new Fault(Fault.Kind.UNAVAILABLE, "refused"), new Fault(Fault.Kind.UNAVAILABLE, "refused"));
        assertThat(attempts).hasValue(1);
    }

    @Test
    void whatConcernsOneTypeIsNoAnswerForAnother() throws InterruptedException {
        assertThat(failuresOfTwoAtOnce(Fault.Kind.REFUSED))
                .extracting(Fault::kind)
                .containsExactly(Fault.Kind.REFUSED, Fault.Kind.REFUSED);
        assertThat(attempts).hasValue(2);
    }

    @Test
    void aLaterCallTriesAgain() {
        mayEnd.countDown();
        assertThat(failureOf(prepareAsync(Fault.Kind.UNAVAILABLE)).kind()).isEqualTo(Fault.Kind.UNAVAILABLE);

        turns.take(attempts::incrementAndGet);

        assertThat(attempts).hasValue(2);
    }

    @Test
    void whoWaitsTooLongIsToldThatAnotherThreadPrepares() throws InterruptedException {
        PreparationTurns impatient = new PreparationTurns("things", Duration.ofMillis(1));
        CompletableFuture<Void> first =
                CompletableFuture.runAsync(() -> impatient.take(this::attempt), this::onAThreadOfItsOwn);
        hasBegun.await();

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> impatient.take(() -> {}))
                .withMessageContaining("still being prepared by another thread");

        mayEnd.countDown();
        first.join();
    }

    /** Of two threads, of which the second waits while the first one tries. */
    private List<Fault> failuresOfTwoAtOnce(Fault.Kind kind) throws InterruptedException {
        CompletableFuture<Void> first = prepareAsync(kind);
        hasBegun.await();
        CompletableFuture<Void> second = prepareAsync(kind);
        await().until(() -> threads.get(1).getState() == Thread.State.TIMED_WAITING);
        mayEnd.countDown();
        return List.of(failureOf(first), failureOf(second));
    }

    private void onAThreadOfItsOwn(Runnable work) {
        Thread thread = new Thread(work);
        threads.add(thread);
        thread.start();
    }

    private CompletableFuture<Void> prepareAsync(Fault.Kind kind) {
        return CompletableFuture.runAsync(
                () -> turns.take(() -> {
                    attempt();
                    throw new StoreException(kind, "refused", null);
                }),
                this::onAThreadOfItsOwn);
    }

    private void attempt() {
        attempts.incrementAndGet();
        hasBegun.countDown();
        try {
            mayEnd.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Fault failureOf(CompletableFuture<Void> preparation) {
        try {
            preparation.join();
            throw new AssertionError("it did not fail");
        } catch (CompletionException e) {
            return ((StoreException) e.getCause()).fault();
        }
    }
}
