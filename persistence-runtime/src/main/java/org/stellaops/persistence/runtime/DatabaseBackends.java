package org.stellaops.persistence.runtime;

import org.stellaops.persistence.mongo.MongoBackend;
import org.stellaops.persistence.mongo.MongoConfig;
import org.stellaops.persistence.postgres.PostgresBackend;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.runtime.config.ModuleSettings;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.TargetBackend;

/** The two databases of a configuration, with a separate pool per module, so that one module cannot starve another. */
final class DatabaseBackends implements Backends {

    private final Config config;
    private final boolean readOnly;

    private DatabaseBackends(Config config, boolean readOnly) {
        this.config = config;
        this.readOnly = readOnly;
    }

    static DatabaseBackends of(Config config) {
        return new DatabaseBackends(config, false);
    }

    static DatabaseBackends readOnly(Config config) {
        return new DatabaseBackends(config, true);
    }

    @Override
    public LegacyBackend legacy(ModuleDescriptor module, ModuleSettings settings) {
        MongoConfig mongo =
                settings.mongoDatabase().map(config.mongo()::withDatabase).orElse(config.mongo());
        return readOnly ? MongoBackend.openReadOnly(mongo, module.name()) : MongoBackend.open(mongo, module.name());
    }

    @Override
    public TargetBackend target(ModuleDescriptor module, ModuleSettings settings) {
        return readOnly
                ? PostgresBackend.openReadOnly(config.postgres(), module.name())
                : PostgresBackend.open(config.postgres(), module.name());
    }
}
