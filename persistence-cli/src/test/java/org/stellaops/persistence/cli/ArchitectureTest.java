// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Executors;

/** Which module of the build may use which. It stands here because here every module is visible. */
@AnalyzeClasses(packages = ArchitectureTest.BASE, importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {

    static final String BASE = "org.stellaops.persistence";

    private static final String API = "api";
    private static final String TESTKIT = "testkit";
    private static final String DUALWRITE = "dualwrite";
    private static final String MONGO = "mongo";
    private static final String POSTGRES = "postgres";
    private static final String RUNTIME = "runtime";
    private static final String STATUS = "status";
    private static final String MODULES = "modules";
    private static final String SIMULATOR = "simulator";
    private static final String CLI = "cli";

    private static final Set<String> ABOVE_THE_API =
            Set.of(TESTKIT, DUALWRITE, MONGO, POSTGRES, RUNTIME, STATUS, MODULES, SIMULATOR, CLI);

    @ArchTest
    static final ArchRule theApiNeedsNothingButAnnotationsAndJacksonsTree = classes()
            .that(areIn(API))
            .should()
            .onlyDependOnClassesThat(areIn(API)
                    .or(resideInAnyPackage(
                            "java..",
                            "org.jspecify.annotations..",
                            "com.google.errorprone.annotations..",
                            "com.fasterxml.jackson.core..",
                            "com.fasterxml.jackson.databind..")))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule theTestkitKnowsNoImplementation =
            noUse(TESTKIT, DUALWRITE, MONGO, POSTGRES, RUNTIME, STATUS, MODULES, SIMULATOR, CLI);

    @ArchTest
    static final ArchRule dualWriteKnowsNoBackend =
            noUse(DUALWRITE, TESTKIT, MONGO, POSTGRES, RUNTIME, STATUS, MODULES, SIMULATOR, CLI);

    @ArchTest
    static final ArchRule theMongoBackendStandsAlone =
            noUse(MONGO, TESTKIT, DUALWRITE, POSTGRES, RUNTIME, STATUS, MODULES, SIMULATOR, CLI);

    @ArchTest
    static final ArchRule thePostgresBackendStandsAlone =
            noUse(POSTGRES, TESTKIT, DUALWRITE, MONGO, RUNTIME, STATUS, MODULES, SIMULATOR, CLI);

    @ArchTest
    static final ArchRule theCatalogueKnowsNeitherTestsNorCommandLine = noUse(MODULES, TESTKIT, SIMULATOR, STATUS, CLI);

    @ArchTest
    static final ArchRule theRuntimeKnowsNoCatalogue = noUse(RUNTIME, TESTKIT, SIMULATOR, STATUS, MODULES, CLI);

    @ArchTest
    static final ArchRule theStatusPageKnowsNeitherBackendNorCatalogue =
            noUse(STATUS, TESTKIT, MONGO, POSTGRES, MODULES, SIMULATOR, CLI);

    @ArchTest
    static final ArchRule theCommandLineShipsNoTestLibrary = noUse(CLI, TESTKIT, SIMULATOR);

    @ArchTest
    static final ArchRule packagesFormNoCycle = slices().matching("org.stellaops.persistence.(**)")
            .should()
            .beFreeOfCycles()
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule internalPackagesStayInTheirModule =
            classes().should(useNoInternalPackageOfAnotherModule()).allowEmptyShould(true);

    @ArchTest
    static final ArchRule timeAndThreadsAreHandedIn = noClasses()
            .that(areIn(API, DUALWRITE, MONGO, POSTGRES, RUNTIME, STATUS, MODULES))
            .should()
            .accessTargetWhere(readsTheWallClock().or(makesAnUnboundedExecutor()))
            .because("a clock that tests cannot set and a queue without a bound cannot be reasoned about")
            .allowEmptyShould(true);

    private static ArchRule noUse(String module, String... others) {
        return noClasses()
                .that(areIn(module))
                .should()
                .dependOnClassesThat(areIn(others))
                .allowEmptyShould(true);
    }

    private static DescribedPredicate<JavaClass> areIn(String... modules) {
        Set<String> wanted = Set.of(modules);
        return describe(
                "are in " + String.join(", ", modules), type -> isOurs(type) && wanted.contains(moduleOf(type)));
    }

    private static boolean isOurs(JavaClass type) {
        return (type.getPackageName() + ".").startsWith(BASE + ".");
    }

    /** The first package below the base names the module; what names none belongs to the API. */
    private static String moduleOf(JavaClass type) {
        String below = type.getPackageName().substring(BASE.length());
        String first = below.isEmpty() ? "" : below.substring(1).split("\\.", 2)[0];
        return ABOVE_THE_API.contains(first) ? first : API;
    }

    private static ArchCondition<JavaClass> useNoInternalPackageOfAnotherModule() {
        return new ArchCondition<>("use no internal package of another module") {
            @Override
            public void check(JavaClass user, ConditionEvents events) {
                user.getDirectDependenciesFromSelf().stream()
                        .filter(it -> isOurs(it.getTargetClass()))
                        .filter(it -> isInternal(it.getTargetClass()))
                        .filter(it -> !moduleOf(it.getTargetClass()).equals(moduleOf(user)))
                        .forEach(it -> events.add(SimpleConditionEvent.violated(user, it.getDescription())));
            }
        };
    }

    private static boolean isInternal(JavaClass type) {
        return (type.getPackageName() + ".").contains(".internal.");
    }

    private static DescribedPredicate<JavaAccess<?>> readsTheWallClock() {
        return calls(System.class, "currentTimeMillis")
                .or(describe(
                        "Instant.now()",
                        access -> access.getTarget() instanceof CodeUnitAccessTarget target
                                && target.getOwner().isEquivalentTo(Instant.class)
                                && target.getName().equals("now")
                                && target.getRawParameterTypes().isEmpty()));
    }

    private static DescribedPredicate<JavaAccess<?>> makesAnUnboundedExecutor() {
        return calls(Executors.class, "newCachedThreadPool").or(calls(Executors.class, "newFixedThreadPool"));
    }

    private static DescribedPredicate<JavaAccess<?>> calls(Class<?> owner, String method) {
        return describe(
                owner.getSimpleName() + "." + method,
                access -> access.getTargetOwner().isEquivalentTo(owner)
                        && access.getTarget().getName().equals(method));
    }
}
