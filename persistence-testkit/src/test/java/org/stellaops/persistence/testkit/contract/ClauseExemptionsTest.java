// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

class ClauseExemptionsTest {

    private static final InvocationInterceptor.Invocation<Void> PASSES = () -> null;

    private static final InvocationInterceptor.Invocation<Void> FAILS = () -> {
        throw new AssertionError("the store did something else");
    };

    private final ClauseExemptions exemptions = new ClauseExemptions();

    @Test
    void aTestOfAnExemptedClauseThatFailsIsAbortedWithTheReason() {
        assertThatExceptionOfType(TestAbortedException.class)
                .isThrownBy(() -> run(new Subject(Map.of("ST-CRUD-2", "it is a fake")), FAILS))
                .withMessageContaining("ST-CRUD-2")
                .withMessageContaining("it is a fake")
                .withMessageContaining("the store did something else");
    }

    @Test
    void aTestOfAnExemptedClauseThatPassesFails() {
        assertThatThrownBy(() -> run(new Subject(Map.of("ST-CRUD-2", "it is a fake")), PASSES))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("take the exemption out");
    }

    @Test
    void aTestOfAnotherClauseIsLeftAlone() throws Throwable {
        Subject subject = new Subject(Map.of("ST-CRUD-3", "it is a fake"));

        run(subject, PASSES);

        assertThatThrownBy(() -> run(subject, FAILS))
                .isInstanceOf(AssertionError.class)
                .hasMessage("the store did something else");
    }

    @Test
    void anExemptionFromAnUnknownClauseIsRefused() {
        assertThatExceptionOfType(ExtensionConfigurationException.class)
                .isThrownBy(() -> exemptions.postProcessTestInstance(
                        new Subject(Map.of("ST-CRUD-999", "no such thing")), contextOf(new Subject(Map.of()))))
                .withMessageContaining("ST-CRUD-999");
        exemptions.postProcessTestInstance(new Subject(Map.of("ST-CRUD-2", "known")), contextOf(new Subject(Map.of())));
    }

    private void run(Subject subject, InvocationInterceptor.Invocation<Void> test) throws Throwable {
        exemptions.interceptTestMethod(test, new Invoked(subject), contextOf(subject));
    }

    /** A context that knows its test instance, and nothing else. */
    private static ExtensionContext contextOf(Subject subject) {
        return (ExtensionContext) Proxy.newProxyInstance(
                ExtensionContext.class.getClassLoader(),
                new Class<?>[] {ExtensionContext.class},
                (proxy, method, it) -> {
                    assertThat(method.getName()).isEqualTo("getRequiredTestInstance");
                    return subject;
                });
    }

    private record Subject(Map<String, String> exemptions) implements ContractSubject {

        @Override
        public String engine() {
            return "none";
        }

        @SuppressWarnings("UnusedMethod") // Found by reflection.
        @Clause({"ST-CRUD-1", "ST-CRUD-2"})
        void clause() {}
    }

    private record Invoked(Subject subject) implements ReflectiveInvocationContext<Method> {

        @Override
        public Class<?> getTargetClass() {
            return Subject.class;
        }

        @Override
        public Method getExecutable() {
            try {
                return Subject.class.getDeclaredMethod("clause");
            } catch (NoSuchMethodException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public List<Object> getArguments() {
            return List.of();
        }

        @Override
        public Optional<Object> getTarget() {
            return Optional.of(subject);
        }
    }
}
