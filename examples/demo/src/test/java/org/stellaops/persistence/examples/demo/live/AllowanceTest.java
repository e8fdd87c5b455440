// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class AllowanceTest {

    private final Allowance allowance = new Allowance(1);

    @Test
    void aGrantIsForSoManyWrites() throws Exception {
        allowance.grant(2);

        assertThat(allowance.take()).isTrue();
        assertThat(allowance.take()).isTrue();
        CompletableFuture<Boolean> third = taking();
        allowance.awaitRest();
        assertThat(third).isNotDone();
        allowance.stop();
        assertThat(third.get(10, TimeUnit.SECONDS)).isFalse();
    }

    @RepeatedTest(50)
    void aGrantThatComesWithTheEndOfATrickleIsNotSleptThrough() throws Exception {
        allowance.trickle(1);
        CompletableFuture<Boolean> taken = taking();
        allowance.awaitRest();
        allowance.trickle(-1);
        allowance.grant(1);

        assertThat(taken.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @RepeatedTest(50)
    void anEndThatComesWithTheEndOfATrickleIsNotSleptThrough() throws Exception {
        allowance.trickle(1);
        CompletableFuture<Boolean> taken = taking();
        allowance.awaitRest();
        allowance.trickle(-1);
        allowance.stop();

        assertThat(taken.get(10, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void besideSomethingWritesGoOnWithoutAGrant() throws Exception {
        allowance.trickle(1);

        assertThat(taking().get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(taking().get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aFailureEndsWhoWaitsForRestWithItsReason() {
        allowance.grant(1);
        allowance.fail(new IllegalStateException("the disk is full"));

        assertThatThrownBy(allowance::awaitRest).hasMessageContaining("the disk is full");
    }

    private CompletableFuture<Boolean> taking() {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                answer.complete(allowance.take());
            } catch (InterruptedException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return answer;
    }
}
