// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.entity.EntityType;

/** The legacy side of a module that has none. Whatever is asked of its stores is a fault that says so. */
final class NoLegacyBackend implements LegacyBackend {

    private final String module;

    NoLegacyBackend(String module) {
        this.module = module;
    }

    @Override
    public LegacyStore store(EntityType<?> type) {
        return absent(LegacyStore.class);
    }

    @Override
    public ControlStore control() {
        return absent(ControlStore.class);
    }

    @Override
    public boolean exists() {
        return false;
    }

    @Override
    public void close() {
        // Nothing was opened.
    }

    private <T> T absent(Class<T> as) {
        return as.cast(Proxy.newProxyInstance(as.getClassLoader(), new Class<?>[] {as}, new Absent(module)));
    }

    private record Absent(String module) implements InvocationHandler {

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) {
            return switch (method.getName()) {
                case "exists" -> false;
                case "toString" -> "no legacy store of module " + module;
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> arguments != null && proxy == arguments[0];
                default ->
                    throw new StoreException(
                            Fault.Kind.UNAVAILABLE,
                            "asking the legacy store of module " + module + " (" + method.getName()
                                    + "): the module has none, because it is configured as target-only without one;"
                                    + " configure the legacy store to do this",
                            null);
            };
        }
    }
}
