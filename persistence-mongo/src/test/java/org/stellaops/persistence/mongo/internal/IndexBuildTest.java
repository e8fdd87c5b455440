package org.stellaops.persistence.mongo.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;

class IndexBuildTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void aBuildThatTakesLongerThanPatienceGoesOnAndIsNotBegunTwice() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        CountDownLatch finished = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        IndexBuild build = new IndexBuild("a place", Duration.ofMillis(20), () -> {
            begun.incrementAndGet();
            await(released);
            finished.countDown();
        });

        build.awaitOrLeave();
        build.awaitOrLeave();
        assertThat(finished.getCount()).isEqualTo(1);

        released.countDown();
        finished.await();
        assertThat(begun).hasValue(1);
    }

    @Test
    void aBuildThatFailedIsAFaultAndIsTriedAgain() {
        AtomicInteger begun = new AtomicInteger();
        IndexBuild build = new IndexBuild("a place", LONG, () -> {
            if (begun.incrementAndGet() == 1) {
                throw new StoreException(Fault.Kind.UNAVAILABLE, "not there", null);
            }
        });

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(build::awaitOrLeave)
                .satisfies(it -> assertThat(it.fault().kind()).isEqualTo(Fault.Kind.UNAVAILABLE));
        assertThatCode(build::awaitOrLeave).doesNotThrowAnyException();
        assertThat(begun).hasValue(2);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
