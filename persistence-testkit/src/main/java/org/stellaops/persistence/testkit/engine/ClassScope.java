// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Objects that live for the whole run, or for one test class including its nested classes. */
final class ClassScope {

    private final ExtensionContext.Namespace namespace;

    ClassScope(Class<?> owner) {
        this.namespace = ExtensionContext.Namespace.create(owner);
    }

    /** The one of its kind in this run, closed at the end of the run. */
    <T extends AutoCloseable> T once(ExtensionContext context, Class<T> type, Supplier<T> opened) {
        return type.cast(context.getRoot().getStore(namespace).computeIfAbsent(type, key -> opened.get(), type));
    }

    /** Stores an object for the class, unless an enclosing class has one. */
    <T extends AutoCloseable> void keep(ExtensionContext context, Class<T> type, Supplier<T> opened) {
        ExtensionContext.Store store = context.getStore(namespace);
        if (store.get(type) == null) {
            store.put(type, opened.get());
        }
    }

    <T> Optional<T> kept(ExtensionContext context, Class<T> type) {
        return Optional.ofNullable(context.getStore(namespace).get(type, type));
    }
}
