// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;

/**
 * Runs the tests of exempted clauses: one that fails is reported as aborted, with the reason of its exemption; one that
 * passes fails, so that no exemption outlives its cause.
 */
public final class ClauseExemptions implements InvocationInterceptor, TestInstancePostProcessor {

    /** For JUnit. */
    public ClauseExemptions() {}

    /** Rejects an exemption from a clause that does not exist, which would have no effect. */
    @Override
    public void postProcessTestInstance(Object instance, ExtensionContext context) {
        Set<String> known = StoreClauses.all().keySet();
        List<String> unknown =
                new ArrayList<>(((ContractSubject) instance).exemptions().keySet());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new ExtensionConfigurationException(
                    instance.getClass().getName() + " claims exemption from unknown clauses " + unknown);
        }
    }

    @Override
    @SuppressWarnings("NullAway") // JUnit's own annotation of a void invocation.
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> test, ExtensionContext context)
            throws Throwable {
        Map<String, String> exemptions = exemptionsOf(test, context);
        if (exemptions.isEmpty()) {
            invocation.proceed();
            return;
        }
        try {
            invocation.proceed();
        } catch (Throwable failed) {
            Assumptions.abort("exempted: " + exemptions + ", and indeed: " + failed.getMessage());
        }
        throw new AssertionError(
                "the store fulfils " + exemptions.keySet() + ", from which it is exempted; take the exemption out");
    }

    private static Map<String, String> exemptionsOf(
            ReflectiveInvocationContext<Method> test, ExtensionContext context) {
        Clause clause = test.getExecutable().getAnnotation(Clause.class);
        if (clause == null) {
            return Map.of();
        }
        Map<String, String> declared = ((ContractSubject) context.getRequiredTestInstance()).exemptions();
        Map<String, String> found = new java.util.TreeMap<>();
        for (String number : clause.value()) {
            String reason = declared.get(number);
            if (reason != null) {
                found.put(number, reason);
            }
        }
        return found;
    }
}
