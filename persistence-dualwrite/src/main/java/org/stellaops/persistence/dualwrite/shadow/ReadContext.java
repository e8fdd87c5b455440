// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Carries what the caller's thread has set for itself, such as the MDC of its log lines, the current trace, or a tenant that a repository
 * looks up, to the thread that compares. Nothing is carried unless a context of this kind does.
 *
 * <p><b>Threads.</b> {@link #capture} is called on the caller's thread, only for reads of the sample; what it returns is used once or
 * several times on other threads, one after the other. <b>Blocking.</b> Must not wait. <b>Failure.</b> Whatever it throws is contained.
 */
@FunctionalInterface
public interface ReadContext {

    /** What is set now, as an immutable value. */
    Captured capture();

    /** What was captured. */
    @FunctionalInterface
    interface Captured {

        /** Nothing. */
        Captured NOTHING = () -> () -> {};

        /** Sets it on the current thread. */
        Scope restore();
    }

    /** What is set on a thread until it is closed. */
    @FunctionalInterface
    interface Scope extends AutoCloseable {

        /** Puts back what was there before. */
        @Override
        void close();
    }

    /** Carries nothing. */
    static ReadContext none() {
        return () -> Captured.NOTHING;
    }

    /** Carries the MDC of SLF4J. */
    static ReadContext mdc() {
        return () -> {
            Map<String, String> captured = MDC.getCopyOfContextMap();
            return captured == null || captured.isEmpty() ? Captured.NOTHING : () -> restored(captured);
        };
    }

    private static Scope restored(Map<String, String> captured) {
        Map<String, String> before = MDC.getCopyOfContextMap();
        MDC.setContextMap(captured);
        return () -> putBack(before);
    }

    private static void putBack(@Nullable Map<String, String> before) {
        if (before == null) {
            MDC.clear();
        } else {
            MDC.setContextMap(before);
        }
    }

    /** This context and another one; the other one is restored inside. */
    default ReadContext and(ReadContext other) {
        return () -> {
            Captured mine = capture();
            Captured others = other.capture();
            return () -> {
                Scope outer = mine.restore();
                Scope inner = others.restore();
                return () -> {
                    try {
                        inner.close();
                    } finally {
                        outer.close();
                    }
                };
            };
        };
    }
}
