// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import com.mongodb.client.MongoClient;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.cohort.AssignmentView;
import org.stellaops.persistence.cohort.CohortBackends;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.mongo.MongoBackend;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.postgres.PostgresBackend;
import org.stellaops.persistence.postgres.PostgresPools;
import org.stellaops.persistence.postgres.config.GivenDataSources;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.runtime.config.ModuleSettings;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.TargetBackend;

/**
 * The two databases of a configuration: with a separate pool per module, so that one module cannot starve another, with one that
 * they share, or on what the application handed over.
 */
final class DatabaseBackends implements Backends {

    private final Config config;
    private final Map<String, AssignmentView> cohorts;
    private final GivenConnections given;
    private final boolean readOnly;
    private final Optional<PostgresPools> shared;

    private DatabaseBackends(
            Config config, Map<String, AssignmentView> cohorts, GivenConnections given, boolean readOnly) {
        this.config = config;
        this.cohorts = cohorts;
        this.given = given;
        this.readOnly = readOnly;
        this.shared =
                !readOnly && given.postgres().isEmpty() && config.process().sharesPool()
                        ? Optional.of(PostgresPools.of(config.postgres()))
                        : Optional.empty();
    }

    /**
     * Those of a configuration.
     *
     * @param cohorts by which assignment its modules with cohorts are served
     */
    static DatabaseBackends of(Config config, Map<String, AssignmentView> cohorts, GivenConnections given) {
        return new DatabaseBackends(config, cohorts, given, false);
    }

    /** As {@link #of}, to look at only. */
    static DatabaseBackends readOnly(Config config, Map<String, AssignmentView> cohorts, GivenConnections given) {
        return new DatabaseBackends(config, cohorts, given, true);
    }

    private Optional<Cohort> cohort(String name) {
        return Optional.ofNullable(cohorts.get(Cohort.moduleOf(name))).flatMap(it -> it.find(name));
    }

    @Override
    public LegacyBackend legacy(ModuleDescriptor module, ModuleSettings settings) {
        LegacyBackend ofModule = legacy(module.module(), settings);
        return cohort(module.name())
                .map(it -> ofModule.exists() ? ofModule.cohort(it) : CohortBackends.legacy(it, ofModule, ofModule))
                .orElse(ofModule);
    }

    @Override
    public TargetBackend target(ModuleDescriptor module, ModuleSettings settings) {
        TargetBackend ofModule = target(module.module());
        return cohort(module.name()).map(ofModule::cohort).orElse(ofModule);
    }

    /** Where the modules of the configuration stand, by control records that are opened for each question. */
    OtherModules otherModules() {
        return new OtherModules(config, new OtherModules.Reader() {
            @Override
            public LegacyBackend legacy(String module) {
                return DatabaseBackends.this.legacy(
                        module, config.module(module).orElseThrow());
            }

            @Override
            public TargetBackend target(String module) {
                return DatabaseBackends.this.target(module);
            }
        });
    }

    private LegacyBackend legacy(String module, ModuleSettings settings) {
        return config.mongo()
                .map(all -> settings.mongoDatabase().map(all::withDatabase).orElse(all))
                .map(mongo -> legacy(module, mongo))
                .orElseGet(() -> LegacyBackend.none(module));
    }

    private LegacyBackend legacy(String module, MongoConfig mongo) {
        if (given.mongo().isEmpty()) {
            return readOnly ? MongoBackend.openReadOnly(mongo, module) : MongoBackend.open(mongo, module);
        }
        MongoClient client = given.mongo().get();
        return readOnly ? MongoBackend.openReadOnly(mongo, client, module) : MongoBackend.open(mongo, client, module);
    }

    private TargetBackend target(String name) {
        PostgresConfig postgres = config.postgres();
        if (given.postgres().isEmpty() && shared.isPresent()) {
            return PostgresBackend.open(shared.get(), name);
        } else if (given.postgres().isEmpty()) {
            return readOnly ? PostgresBackend.openReadOnly(postgres, name) : PostgresBackend.open(postgres, name);
        }
        GivenDataSources sources = given.postgres().get();
        return readOnly
                ? PostgresBackend.openReadOnly(postgres, sources, name)
                : PostgresBackend.open(postgres, sources, name);
    }
}
