// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.TargetBackend;
import org.stellaops.persistence.spi.TargetStore;

/** The stores as one process reaches them, which dies at a given statement of a move: nothing that it calls from then on happens. */
final class MortalProcess {

    private static final List<Class<?>> STORES =
            List.of(LegacyStore.class, TargetStore.class, ControlStore.class, ControlEntries.class, DeadLetters.class);

    private final Death death;
    private volatile boolean dead;
    private volatile Thread mover = new Thread();
    private int left;

    /** Whether the statement at which it dies has been executed. */
    enum Death {
        BEFORE,
        AFTER
    }

    /** What a dead process meets at each call. */
    private static final class Died extends Error {

        private static final long serialVersionUID = 1L;

        private Died() {
            super("this process is dead", null, false, false);
        }
    }

    /** A move. */
    interface Moving {
        MoveResult now();
    }

    MortalProcess(Death death) {
        this.death = death;
    }

    LegacyBackend of(LegacyBackend backend) {
        return proxy(LegacyBackend.class, backend);
    }

    TargetBackend of(TargetBackend backend) {
        return proxy(TargetBackend.class, backend);
    }

    /** Whether it died at its statement of this number, counted from 1 on this thread. */
    boolean diesAt(int statement, Moving moving) {
        left = statement;
        mover = Thread.currentThread();
        try {
            MoveResult unused = moving.now();
        } catch (Died e) {
            return true;
        } finally {
            mover = new Thread();
        }
        return dead;
    }

    private <T> T proxy(Class<T> kind, T real) {
        boolean isStore = STORES.contains(kind);
        return kind.cast(Proxy.newProxyInstance(kind.getClassLoader(), new Class<?>[] {kind}, (self, method, args) -> {
            boolean dies = isStore && Thread.currentThread() == mover && --left == 0;
            if (dead || (dies && death == Death.BEFORE)) {
                dead = true;
                throw new Died();
            }
            Object answer;
            try {
                answer = method.invoke(real, args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
            if (dies) {
                dead = true;
                throw new Died();
            }
            return wrapped(answer);
        }));
    }

    private Object wrapped(Object answer) {
        for (Class<?> kind : STORES) {
            if (kind.isInstance(answer)) {
                return wrap(kind, answer);
            }
        }
        return answer;
    }

    private <T> T wrap(Class<T> kind, Object store) {
        return proxy(kind, kind.cast(store));
    }
}
