// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.catalogue.DocumentGenerator.Generated;
import org.stellaops.persistence.postgres.PostgresBackend;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;

/** One module that is opened on both databases. */
final class OpenModule implements AutoCloseable {

    private static final String TENANT = "tenant-1";
    private static final Duration LONGEST_DRAIN = Duration.ofMinutes(3);

    private final Persistence persistence;
    private final PersistenceModule module;

    private OpenModule(Persistence persistence, PersistenceModule module) {
        this.persistence = persistence;
        this.module = module;
    }

    static OpenModule at(Stage stage, ModuleDescriptor module, MongoDatabaseName mongo, PostgresDatabase postgres) {
        String yaml = """
                persistence:
                  mongo: { uri: "%s", database: %s }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "${PG_PASSWORD}" }
                  modules: { %s: { stage: legacy-only, shadow-read: { sample-rate: 1.0 } } }
                """.formatted(
                        mongo.connectionString(), mongo.name(), postgres.jdbcUrl(), postgres.user(), module.name());
        Persistence persistence = Persistence.builder(Config.parse(yaml, Map.of("PG_PASSWORD", postgres.password())))
                .modules(module)
                .meters(new SimpleMeterRegistry())
                .open();
        OpenModule opened = new OpenModule(persistence, persistence.module(module.name()));
        ((PostgresBackend) opened.module.target()).prepare(module.entityTypes());
        for (Stage next : List.of(Stage.DUAL_WRITE, Stage.SHADOW_READ, Stage.TARGET_LED)) {
            if (next.compareTo(stage) <= 0) {
                opened.moveTo(next);
                // The gates before a change of leader ask for both, of whatever there is.
                if (next == Stage.DUAL_WRITE) {
                    seed(persistence, module);
                    assertThat(opened.module.backfill()).allMatch(BackfillRun::isFinished);
                } else if (next == Stage.SHADOW_READ) {
                    assertThat(opened.module.verify()).isNotEmpty();
                }
            }
        }
        return opened;
    }

    /** One record of each type: a verification that compared nothing opens no gate. */
    static void seed(Persistence persistence, ModuleDescriptor module) {
        for (EntityType<?> type : module.entityTypes()) {
            Generated it = new Records(type, 1).generate(0, 0);
            assertThat(persistence
                            .records(type)
                            .put(it.key(), it.content(), Precondition.none())
                            .isApplied())
                    .isTrue();
        }
    }

    Persistence persistence() {
        return persistence;
    }

    PersistenceModule module() {
        return module;
    }

    void moveTo(Stage stage) {
        Moves.to(module, stage);
    }

    /** Writes generated records of all types; answers those of one tenant, and of global types, by the name of the type. */
    Map<String, List<?>> fill(int count) {
        Map<String, List<?>> entities = new HashMap<>();
        module.descriptor().entityTypes().forEach(it -> entities.put(it.name(), fill(count, it)));
        drain();
        return entities;
    }

    /** Writes generated records of all types, and answers those of one. */
    <T> List<T> fillFor(int count, EntityType<T> wanted) {
        return entities(fill(count), wanted);
    }

    /** The entities of a type among those that were written. */
    @SuppressWarnings("unchecked")
    static <T> List<T> entities(Map<String, List<?>> filled, EntityType<T> type) {
        return (List<T>) filled.get(type.name());
    }

    private <T> List<T> fill(int count, EntityType<T> type) {
        List<T> entities = new ArrayList<>();
        Records records = new Records(type, count);
        for (int i = 0; i < count; i++) {
            Generated it = records.generate(i, 0);
            assertThat(persistence
                            .records(type)
                            .put(it.key(), it.content(), Precondition.none())
                            .isApplied())
                    .isTrue();
            if (Set.of("", TENANT).contains(it.key().tenantOrEmpty())) {
                entities.add(type.codec().entityOf(it.key().id(), it.content()));
            }
        }
        return entities;
    }

    /** Waits for the comparisons of sampled reads, which must have found nothing. */
    void expectNoDivergence() {
        await().atMost(LONGEST_DRAIN).until(module::shadowReadsAreIdle);
        assertThat(module.divergences().open()).isEmpty();
    }

    void drain() {
        assertThat(module.dualWrite().drain(LONGEST_DRAIN)).isTrue();
    }

    @Override
    public void close() {
        persistence.close();
    }
}
