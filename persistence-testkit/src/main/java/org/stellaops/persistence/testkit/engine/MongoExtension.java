// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a MongoDB: one server for the whole run, which is named once on standard output, and an empty database for
 * each test class. Resolves parameters of {@link MongoDatabaseName} and {@link MongoEngine}.
 */
public final class MongoExtension implements BeforeAllCallback, ParameterResolver {

    private static final ClassScope SCOPE = new ClassScope(MongoExtension.class);

    /** For JUnit. */
    public MongoExtension() {}

    private record Lent(MongoEngine engine, MongoDatabaseName database) implements AutoCloseable {

        @Override
        public void close() {
            engine.dropDatabase(database.name());
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        MongoEngine engine = engine(context);
        SCOPE.keep(context, Lent.class, () -> new Lent(engine, engine.createDatabase()));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == MongoDatabaseName.class || type == MongoEngine.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        MongoEngine engine = engine(context);
        return parameter.getParameter().getType() == MongoEngine.class
                ? engine
                : SCOPE.kept(context, Lent.class).orElseThrow().database();
    }

    private static MongoEngine engine(ExtensionContext context) {
        return SCOPE.once(context, MongoEngine.class, () -> {
            MongoEngine engine = MongoEngine.start();
            System.out.println("engine: " + engine.describe());
            return engine;
        });
    }
}
