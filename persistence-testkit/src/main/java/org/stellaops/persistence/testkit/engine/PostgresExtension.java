// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a PostgreSQL: one server for the whole run, which is named once on standard output, and an empty database for
 * each test class. Resolves parameters of {@link PostgresDatabase} and {@link PostgresEngine}.
 */
public final class PostgresExtension implements BeforeAllCallback, ParameterResolver {

    private static final ClassScope SCOPE = new ClassScope(PostgresExtension.class);

    /** For JUnit. */
    public PostgresExtension() {}

    private record Lent(PostgresEngine engine, PostgresDatabase database) implements AutoCloseable {

        @Override
        public void close() {
            engine.dropDatabase(database);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        PostgresEngine engine = engine(context);
        SCOPE.keep(
                context,
                Lent.class,
                () -> new Lent(
                        engine,
                        engine.createDatabase(context.getRequiredTestClass().getSimpleName())));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == PostgresDatabase.class || type == PostgresEngine.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == PostgresEngine.class
                ? engine(context)
                : SCOPE.kept(context, Lent.class).orElseThrow().database();
    }

    private static PostgresEngine engine(ExtensionContext context) {
        return SCOPE.once(context, PostgresEngine.class, () -> {
            PostgresEngine engine = PostgresEngine.start();
            System.out.println("engine: " + engine.describe());
            return engine;
        });
    }
}
