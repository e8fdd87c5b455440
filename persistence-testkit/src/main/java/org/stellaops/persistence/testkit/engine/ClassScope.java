package org.stellaops.persistence.testkit.engine;

import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What lasts for the whole run, and what for one test class with the classes nested in it. */
final class ClassScope {

    private final ExtensionContext.Namespace namespace;

    ClassScope(Class<?> owner) {
        this.namespace = ExtensionContext.Namespace.create(owner);
    }

    /** The one of its kind in this run, closed at the end of the run. */
    <T extends AutoCloseable> T once(ExtensionContext context, Class<T> type, Supplier<T> opened) {
        return type.cast(context.getRoot().getStore(namespace).computeIfAbsent(type, key -> opened.get(), type));
    }

    /** Keeps something for the class, unless a class around it has one. */
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
