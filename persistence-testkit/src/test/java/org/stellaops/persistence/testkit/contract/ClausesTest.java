// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Document and tests of the store contract say the same. */
class ClausesTest {

    @Test
    void everyClauseHasATestAndEveryTestAKnownClause() throws Exception {
        Set<String> tested = tests().flatMap(
                        it -> Arrays.stream(it.getAnnotation(Clause.class).value()))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(StoreClauses.all()).hasSizeGreaterThan(100);
        assertThat(tested).isEqualTo(StoreClauses.all().keySet());
    }

    @Test
    void everyClauseIsWellFormedAndHasAReason() {
        assertThat(StoreClauses.numbersAsWritten())
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(StoreClauses.all().keySet());
    }

    @Test
    void everyTestOfAContractIsFinalAndBound() throws Exception {
        List<Method> tests = allTests().toList();

        assertThat(tests).hasSizeGreaterThan(100).allSatisfy(it -> {
            assertThat(it.isAnnotationPresent(Clause.class))
                    .as("clause of %s", it)
                    .isTrue();
            assertThat(Modifier.isFinal(it.getModifiers()))
                    .as("%s is final", it)
                    .isTrue();
        });
    }

    @Test
    void theDocumentNamesTheContractClassOfEachGroup() throws Exception {
        List<String> contracts = allTests()
                .map(it -> it.getDeclaringClass().getSimpleName())
                .distinct()
                .toList();

        assertThat(contracts)
                .allSatisfy(it -> assertThat(StoreClauses.document()).contains("`" + it + "`"));
    }

    private static Stream<Method> tests() throws Exception {
        return allTests().filter(it -> it.isAnnotationPresent(Clause.class));
    }

    private static Stream<Method> allTests() throws Exception {
        return contracts()
                .flatMap(it -> Arrays.stream(it.getDeclaredMethods()))
                .filter(it -> it.isAnnotationPresent(Test.class));
    }

    /** Every class of the package in the module's own output, so that a new one cannot be forgotten. */
    private static Stream<Class<?>> contracts() throws Exception {
        URI output =
                Clause.class.getProtectionDomain().getCodeSource().getLocation().toURI();
        Path folder = Path.of(output).resolve(Clause.class.getPackageName().replace('.', '/'));
        return contractNames(folder).stream().map(ClausesTest::load);
    }

    private static List<String> contractNames(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(it -> it.getFileName().toString())
                    .filter(it -> it.endsWith("Contract.class"))
                    .map(it -> Clause.class.getPackageName() + "." + it.replace(".class", ""))
                    .toList();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
