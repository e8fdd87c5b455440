// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;

/** A background thread outlives every Error, says so, and its health shows it. */
class SupervisorTest {

    private static final Duration INTERVAL = Duration.ofMillis(1);

    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private final TaskListener listener = new TaskListener() {
        @Override
        public void failed(String task, String reason, long failuresInARow) {
            heard.add(task + " failed " + reason);
            throw new StackOverflowError("a listener that throws");
        }

        @Override
        public void recovered(String task, long failures) {
            heard.add(task + " recovered after " + failures);
            throw new StackOverflowError("a listener that throws");
        }
    };
    private final Supervisor supervisor = new Supervisor("module", InstantSource.system(), listener);

    @Test
    void aLoopGoesOnAfterAHundredErrorsInterruptsAndAListenerThatThrows() {
        AtomicInteger passes = new AtomicInteger();
        List<Error> errors =
                List.of(new OutOfMemoryError("secret"), new StackOverflowError("secret"), new LinkageError("secret"));
        try (SupervisedLoop loop = supervisor.loop(
                "work",
                "supervised-test",
                INTERVAL,
                () -> {
                    int pass = passes.incrementAndGet();
                    if (pass % 2 == 0) {
                        Thread.currentThread().interrupt();
                    } else if (pass < 200) {
                        throw errors.get(pass % errors.size());
                    }
                    return false;
                },
                new SplittableRandom(1))) {
            loop.start();
            await().atMost(Duration.ofMinutes(2)).until(() -> passes.get() > 300);

            TaskHealth health = supervisor.health().get(0);
            assertThat(health.alive()).isTrue();
            assertThat(health.failures()).isEqualTo(100);
            assertThat(health.lastSuccess()).isPresent();
        }
        assertThat(heard).filteredOn(it -> it.contains(" failed ")).hasSize(100);
        assertThat(heard).filteredOn(it -> it.contains(" recovered ")).hasSize(100);
        assertThat(heard).noneMatch(it -> it.contains("secret"));
        assertThat(supervisor.health().get(0).alive()).isFalse();
    }

    @Test
    void aFaultKeepsItsMessageAndAnythingElseOnlyItsPlace() {
        BackgroundTask task = supervisor.task("work", () -> true);

        task.failed(new StoreException(new Fault(Fault.Kind.UNAVAILABLE, "the store is away"), null));
        assertThat(supervisor.health().get(0).lastFailure()).contains("UNAVAILABLE: the store is away");

        task.failed(new IllegalStateException("a value", new IllegalArgumentException("a value")));
        assertThat(supervisor.health().get(0).lastFailure().orElseThrow())
                .contains("IllegalStateException", "SupervisorTest", "caused by")
                .doesNotContain("a value");
        assertThat(supervisor.health().get(0).isWell()).isFalse();

        task.succeeded();
        assertThat(supervisor.health().get(0).isWell()).isTrue();
    }
}
