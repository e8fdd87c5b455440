// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/**
 * Compiles and runs every Java block, and reads every YAML block, of the README, the guide and the runbook. A Java block
 * needs a comment above it: {@code <!-- doc: types -->} for declarations, {@code <!-- doc: code -->} for statements,
 * which run in order on databases of the page's own, {@code <!-- doc: compile -->} for statements that need what a test
 * cannot give, such as a lost database, and {@code <!-- doc: test -->} for a test class, whose tests run.
 */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class DocumentationTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Set<String> NOT_RUN = Set.of("bash", "text", "xml", "sql", "js", "json");
    private static final Map<String, String> ENVIRONMENT =
            Map.of("PG_PASSWORD", "secret", "PG_WORKER_PASSWORD", "other", "MONGO_URI", "mongodb://localhost:27017");

    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        for (String directory : List.of("docs/guide", "docs/runbook")) {
            try (Stream<Path> files = Files.list(ROOT.resolve(directory))) {
                files.filter(it -> it.toString().endsWith(".md")).sorted().forEach(pages::add);
            }
        }
        return pages;
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyBlockIsOfAKindThatIsTriedHere(Path page) throws IOException {
        assertThat(CodeBlock.of(page)).allSatisfy(it -> {
            if (it.language().equals("java")) {
                assertThat(it.role())
                        .as("role of the Java block " + it)
                        .isIn("imports", "types", "code", "compile", "test");
            } else if (!it.language().equals("yaml")) {
                assertThat(NOT_RUN).as("language of " + it).contains(it.language());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("pages")
    void yamlIsAConfiguration(Path page) throws IOException {
        for (CodeBlock block : CodeBlock.of(page)) {
            if (block.language().equals("yaml")) {
                assertThat(Config.parse(block.text(), ENVIRONMENT).modules())
                        .as(block.toString())
                        .isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void javaRuns(Path page, @TempDir Path directory, MongoEngine mongo, PostgresEngine postgres) throws Exception {
        List<CodeBlock> blocks = CodeBlock.of(page).stream()
                .filter(it -> it.language().equals("java"))
                .toList();
        if (blocks.isEmpty()) {
            return;
        }
        String name = "Page_" + page.getFileName().toString().replaceAll("\\W", "_");
        Class<?> compiled = new PageCompiler(directory).compile(name, sharedTypes(page), blocks);
        run(compiled, blocks, directory, mongo.createDatabase(), postgres.createDatabase("docs"));
        for (Class<?> type : compiled.getDeclaredClasses()) {
            runTests(type, mongo, postgres);
        }
    }

    @Test
    void aBlockThatDoesNotCompileIsFound(@TempDir Path directory) {
        List<CodeBlock> broken = List.of(new CodeBlock(ROOT, 1, "java", "code", "orders.putt(order);"));

        assertThatThrownBy(
                        () -> new PageCompiler(directory).compile("Broken", sharedTypes(ROOT.resolve("docs")), broken))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("putt");
    }

    /** The README's types, unless the page is the README itself, or declares an order of its own. */
    private static List<CodeBlock> sharedTypes(Path page) throws IOException {
        boolean hasOwn = Files.isRegularFile(page)
                && CodeBlock.of(page).stream()
                        .anyMatch(it -> it.is("java", "types") && it.text().contains("record Order("));
        return hasOwn
                ? List.of()
                : CodeBlock.of(ROOT.resolve("README.md")).stream()
                        .filter(it -> it.is("java", "types"))
                        .toList();
    }

    private static void run(
            Class<?> page, List<CodeBlock> blocks, Path directory, MongoDatabaseName mongo, PostgresDatabase postgres)
            throws Exception {
        ModuleDescriptor shop = ModuleDescriptor.of("shop", entityTypes(page));
        Stage stage = Stage.LEGACY_ONLY;
        for (int i = 0; i < blocks.size(); i++) {
            if (blocks.get(i).role().equals("code")) {
                stage = runCode(page, i, blocks.get(i), directory, shop, yaml(mongo, postgres, stage));
            }
        }
    }

    private static EntityType<?>[] entityTypes(Class<?> page) {
        List<EntityType<?>> types = new ArrayList<>();
        Arrays.stream(page.getDeclaredClasses())
                .filter(it -> it.isAnnotationPresent(Entity.class)
                        && it.getAnnotation(Entity.class).module().equals("shop"))
                .sorted(Comparator.comparing(Class::getName))
                .forEach(it -> types.add(EntityType.of(it.asSubclass(Record.class))));
        return types.toArray(EntityType<?>[]::new);
    }

    /** Runs a block with an open module, and answers the stage in which it left the module. */
    private static Stage runCode(
            Class<?> page, int number, CodeBlock block, Path directory, ModuleDescriptor shop, String yaml)
            throws Exception {
        Path file = Files.writeString(directory.resolve("app.yaml"), yaml);
        Config config = Config.load(file);
        try (Persistence persistence = Persistence.builder(config)
                .modules(shop)
                .meters(new SimpleMeterRegistry())
                .open()) {
            fill(page, file, config, persistence);
            call(page.getMethod("block" + number), block);
            return persistence.module("shop").stage();
        }
    }

    @SuppressWarnings("unchecked")
    private static void fill(Class<?> page, Path file, Config config, Persistence persistence) throws Exception {
        Class<? extends Record> orderType = Class.forName(page.getName() + "$Order", true, page.getClassLoader())
                .asSubclass(Record.class);
        EntityStore<Record> orders =
                (EntityStore<Record>) persistence.tenantStore(orderType).forTenant("acme");
        Record order = sample(orderType);
        assertThat(orders.put(order, Precondition.none()).isApplied()).isTrue();
        set(page, "path", file);
        set(page, "config", config);
        set(page, "persistence", persistence);
        set(page, "module", persistence.module("shop"));
        set(page, "descriptor", persistence.module("shop").descriptor());
        set(page, "orders", orders);
        set(page, "order", order);
        set(page, "changed", order);
        set(page, "found", orders.findVersioned("sample").orElseThrow());
        set(page, "key", RecordKey.of("acme", "sample"));
    }

    private static Record sample(Class<? extends Record> orderType) throws ReflectiveOperationException {
        var constructor = orderType.getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        return orderType.cast(constructor.newInstance(
                "sample", "Ada", 1_000L, Instant.parse("2026-11-25T10:00:00Z"), null, List.of()));
    }

    private static void set(Class<?> page, String field, Object value) throws ReflectiveOperationException {
        page.getField(field).set(null, value);
    }

    private static void call(Method method, CodeBlock block) throws Exception {
        try {
            method.invoke(null);
        } catch (InvocationTargetException e) {
            throw new AssertionError(block + " failed", e.getCause());
        }
    }

    private static void runTests(Class<?> type, MongoEngine mongo, PostgresEngine postgres) throws Exception {
        for (Method method : type.getDeclaredMethods()) {
            if (method.isAnnotationPresent(Test.class)) {
                var constructor = type.getDeclaredConstructor();
                constructor.setAccessible(true);
                method.setAccessible(true);
                method.invoke(constructor.newInstance(), mongo.createDatabase(), postgres.createDatabase("docs"));
            }
        }
    }

    private static String yaml(MongoDatabaseName mongo, PostgresDatabase postgres, Stage stage) {
        return """
                persistence:
                  mongo: { uri: "%s", database: %s }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "%s" }
                  modules: { shop: { stage: %s } }
                """.formatted(
                        mongo.connectionString(),
                        mongo.name(),
                        postgres.jdbcUrl(),
                        postgres.user(),
                        postgres.password(),
                        stage.configName());
    }
}
