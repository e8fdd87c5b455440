// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Prints, for each contract class, the tested store and engine, and the result: a fake is no evidence about the real
 * database, so a green build must show what ran.
 */
public final class ContractReport implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback, TestWatcher {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(ContractReport.class);

    /** For JUnit. */
    public ContractReport() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getStore(NAMESPACE).put(Tally.class, new Tally());
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        tally(context).engine = ((ContractSubject) context.getRequiredTestInstance()).engine();
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        tally(context).held.incrementAndGet();
    }

    @Override
    public void testAborted(ExtensionContext context, @Nullable Throwable cause) {
        tally(context).exempted.add(clausesOf(context));
    }

    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        tally(context).failed.add(clausesOf(context));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Tally tally = tally(context);
        System.out.printf(
                "contract %s over %s: %d tests held, exempted %s, failed %s%n",
                contractOf(context.getRequiredTestClass()),
                tally.engine,
                tally.held.get(),
                tally.exempted,
                tally.failed);
    }

    private static Tally tally(ExtensionContext context) {
        return Optional.ofNullable(context.getStore(NAMESPACE).get(Tally.class, Tally.class))
                .orElseThrow(() -> new IllegalStateException("a contract class without a report"));
    }

    private static String clausesOf(ExtensionContext context) {
        Clause clause = context.getRequiredTestMethod().getAnnotation(Clause.class);
        return clause == null ? context.getDisplayName() : String.join("+", clause.value());
    }

    /** The contract that a test class extends: its first abstract superclass. */
    private static String contractOf(Class<?> test) {
        Class<?> type = test;
        while (!Modifier.isAbstract(type.getModifiers())) {
            Class<?> parent = type.getSuperclass();
            if (parent == null) {
                return test.getSimpleName();
            }
            type = parent;
        }
        return type.getSimpleName();
    }

    private static final class Tally {
        private final AtomicInteger held = new AtomicInteger();
        private final SortedSet<String> exempted = Collections.synchronizedSortedSet(new TreeSet<>());
        private final SortedSet<String> failed = Collections.synchronizedSortedSet(new TreeSet<>());
        private volatile String engine = "an unnamed store";
    }
}
