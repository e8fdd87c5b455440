// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.stellaops.persistence.spi.TargetBackend;
import org.stellaops.persistence.spi.TargetStore;

/** A target that does what a test says instead of applying images, until it is mended. */
final class StubbornTarget {

    private static final Set<String> APPLYING = Set.of("apply", "applyAll", "copy", "applyEvicting");
    private static final long LONGEST_SECONDS = 30;

    private final TargetBackend real;
    private final CountDownLatch mended = new CountDownLatch(1);
    private volatile Mood mood;

    /** What it does. */
    enum Mood {
        WORKS,
        THROWS_AN_ERROR,
        THROWS_A_DEFECT,
        HANGS
    }

    StubbornTarget(TargetBackend real, Mood mood) {
        this.real = real;
        this.mood = mood;
    }

    void mend() {
        mood = Mood.WORKS;
        mended.countDown();
    }

    TargetBackend backend() {
        return proxy(TargetBackend.class, real);
    }

    private <T> T proxy(Class<T> kind, T behind) {
        return kind.cast(Proxy.newProxyInstance(kind.getClassLoader(), new Class<?>[] {kind}, (self, method, args) -> {
            if (APPLYING.contains(method.getName())) {
                misbehave();
            }
            try {
                Object answer = method.invoke(behind, args);
                return answer instanceof TargetStore it ? proxy(TargetStore.class, it) : answer;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }

    private void misbehave() throws InterruptedException {
        switch (mood) {
            case WORKS -> {}
            case THROWS_AN_ERROR -> throw new NoClassDefFoundError("injected");
            case THROWS_A_DEFECT -> throw new IllegalStateException("injected");
            case HANGS -> {
                if (!mended.await(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("nobody mended the target");
                }
            }
        }
    }
}
