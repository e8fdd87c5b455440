// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;

class PreparationTurnsTest {

    private static final Executor ON_A_THREAD_OF_ITS_OWN = it -> new Thread(it).start();
    private static final Duration LONG = Duration.ofSeconds(30);

    private final PreparationTurns turns = new PreparationTurns("things", LONG);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final CountDownLatch hasBegun = new CountDownLatch(1);
    private final AtomicInteger attempts = new AtomicInteger();

    @Test
    void whoeverWaitedForAnAttemptThatFoundTheServerUnavailableIsToldSo() throws InterruptedException {
        CompletableFuture<Void> first = prepareAsync(Fault.Kind.UNAVAILABLE);
        hasBegun.await();
        CompletableFuture<Void> second = prepareAsync(Fault.Kind.UNAVAILABLE);
        awaitWaiting();
        mayEnd.countDown();

        assertThat(failureOf(first)).isEqualTo(new Fault(Fault.Kind.UNAVAILABLE, "refused"));
        assertThat(failureOf(second)).isEqualTo(new Fault(Fault.Kind.UNAVAILABLE, "refused"));
        assertThat(attempts).hasValue(1);
    }

    @Test
    void whatConcernsOneTypeIsNoAnswerForAnother() throws InterruptedException {
        CompletableFuture<Void> first = prepareAsync(Fault.Kind.REFUSED);
        hasBegun.await();
        CompletableFuture<Void> second = prepareAsync(Fault.Kind.REFUSED);
        awaitWaiting();
        mayEnd.countDown();

        assertThat(failureOf(first).kind()).isEqualTo(Fault.Kind.REFUSED);
        assertThat(failureOf(second).kind()).isEqualTo(Fault.Kind.REFUSED);
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
                CompletableFuture.runAsync(() -> impatient.take(this::attempt), ON_A_THREAD_OF_ITS_OWN);
        hasBegun.await();

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> impatient.take(() -> {}))
                .withMessageContaining("still being prepared by another thread");

        mayEnd.countDown();
        first.join();
    }

    private CompletableFuture<Void> prepareAsync(Fault.Kind kind) {
        return CompletableFuture.runAsync(
                () -> turns.take(() -> {
                    attempt();
                    throw new StoreException(kind, "refused", null);
                }),
                ON_A_THREAD_OF_ITS_OWN);
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

    private void awaitWaiting() {
        await().until(turns::areAwaited);
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
