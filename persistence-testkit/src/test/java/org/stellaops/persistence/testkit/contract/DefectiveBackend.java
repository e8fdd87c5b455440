// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.LegacyStore;

/** A legacy backend of which one method of the stores does something else. */
record DefectiveBackend(LegacyBackend real, String method, Defect defect) implements LegacyBackend {

    /** What the method does instead. */
    interface Defect {
        Object instead(LegacyStore real, Object[] arguments);
    }

    @Override
    public LegacyStore store(EntityType<?> type) {
        LegacyStore store = real.store(type);
        return (LegacyStore) Proxy.newProxyInstance(
                LegacyStore.class.getClassLoader(),
                new Class<?>[] {LegacyStore.class, UnversionedWriter.class},
                (proxy, called, arguments) -> called.getName().equals(method)
                        ? defect.instead(store, arguments)
                        : call(store, called, arguments));
    }

    @Override
    public ControlStore control() {
        return real.control();
    }

    @Override
    public void close() {
        real.close();
    }

    private static Object call(LegacyStore store, Method called, Object[] arguments) throws Throwable {
        try {
            return called.invoke(store, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
