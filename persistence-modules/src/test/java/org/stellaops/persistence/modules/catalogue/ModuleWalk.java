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
import java.util.TreeMap;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.catalogue.DocumentGenerator.Generated;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.value.Struct;

/** One module with legacy documents on its way to PostgreSQL and back; a model says what must be there. */
final class ModuleWalk {

    /** Records of other types refer to these, so that they are not deleted. */
    private static final Set<String> REFERRED = Set.of(
            "authority.tenants",
            "scheduler.schedules",
            "policy.packs",
            "policy.evaluation_runs",
            "notify.incidents",
            "vuln.sources",
            "vex.projects",
            "issuer.issuers");

    private static final Duration LONGEST_DRAIN = Duration.ofMinutes(3);

    private final ModuleDescriptor module;
    private final MongoDatabaseName mongo;
    private final PostgresDatabase postgres;
    private final int documents;
    private final Map<EntityType<?>, Records> records = new HashMap<>();
    private final Map<EntityType<?>, TreeMap<RecordKey, Struct>> expected = new HashMap<>();
    private final List<String> cells = new ArrayList<>();

    ModuleWalk(ModuleDescriptor module, MongoDatabaseName mongo, PostgresDatabase postgres, int documents) {
        this.module = module;
        this.mongo = mongo;
        this.postgres = postgres;
        this.documents = documents;
        for (EntityType<?> type : module.entityTypes()) {
            records.put(type, new Records(type, documents * 2));
            expected.put(type, new TreeMap<>());
        }
    }

    /** What happened in each stage, one cell each, in the order of {@link CatalogueTest#STAGES}. */
    List<String> walk() {
        loadLegacyDocuments();
        try (Persistence persistence = open()) {
            PersistenceModule it = persistence.module(module.name());
            move(it, Stage.DUAL_WRITE);
            backfill(it);
            cells.add(changes(persistence, 1) + " writes");
            verify(it);
            move(it, Stage.SHADOW_READ);
            cells.add(reads(persistence, it) + " reads");
            move(it, Stage.TARGET_LED);
            cells.add(changes(persistence, 2) + " writes");
            verify(it);
            move(it, Stage.SHADOW_READ);
            cells.add(changes(persistence, 3) + " writes");
            verify(it);
            cells.add(allRecordsAreAsExpected(persistence) + " equal");
        }
        return cells;
    }

    private void loadLegacyDocuments() {
        try (GeneratedDocuments legacy = new GeneratedDocuments(mongo)) {
            long loaded = 0;
            for (EntityType<?> type : module.entityTypes()) {
                List<Generated> batch = new ArrayList<>();
                for (int i = 0; i < documents; i++) {
                    Generated it = records.get(type).generate(i, 0);
                    batch.add(it);
                    expected.get(type).put(it.key(), it.content());
                }
                legacy.insert(type, batch);
                assertThat(legacy.count(type)).isEqualTo(documents);
                loaded += documents;
            }
            cells.add(loaded + " documents");
        }
    }

    private Persistence open() {
        String yaml = """
                persistence:
                  mongo: { uri: "%s", database: %s }
                  postgres: %s
                  modules: { %s: { stage: legacy-only, shadow-read: { sample-rate: 1.0 } } }
                """.formatted(
                        mongo.connectionString(),
                        mongo.name(),
                        LeastRights.in(postgres, module).yaml(postgres),
                        module.name());
        return Persistence.builder(Config.parse(yaml, Map.of("PG_PASSWORD", LeastRights.PASSWORD)))
                .modules(module)
                .meters(new SimpleMeterRegistry())
                .open();
    }

    private void move(PersistenceModule it, Stage stage) {
        Moves.to(it, stage);
    }

    private void backfill(PersistenceModule it) {
        long read = 0;
        for (BackfillRun run : it.backfill()) {
            assertThat(run.isFinished()).isTrue();
            assertThat(run.rejections()).as(module.name()).isEmpty();
            assertThat(run.counts().read()).isEqualTo(documents);
            read += run.counts().applied() + run.counts().same();
        }
        cells.add(read + " copied");
    }

    /** Changes some records, adds some and deletes some, in the order in which types refer to each other. */
    private long changes(Persistence persistence, int revision) {
        long writes = 0;
        for (EntityType<?> type : module.entityTypes()) {
            RecordStore store = persistence.records(type);
            TreeMap<RecordKey, Struct> model = expected.get(type);
            for (int i = revision; i < documents; i += 10) {
                writes += put(store, model, records.get(type).generate(i, revision));
            }
            int first = documents + (revision - 1) * (documents / 20);
            for (int i = first; i < first + documents / 20; i++) {
                writes += put(store, model, records.get(type).generate(i, 0));
            }
            for (int i = 3 + revision; i < documents && !REFERRED.contains(type.toString()); i += 20) {
                RecordKey key = records.get(type).generate(i, 0).key();
                if (model.remove(key) != null) {
                    assertThat(store.delete(key, Precondition.none()).isApplied())
                            .isTrue();
                    writes++;
                }
            }
        }
        return writes;
    }

    private long put(RecordStore store, Map<RecordKey, Struct> model, Generated record) {
        assertThat(store.put(record.key(), record.content(), Precondition.none()))
                .as(store.type() + " " + record.key())
                .matches(it -> it.isApplied(), "is applied");
        model.put(record.key(), record.content());
        return 1;
    }

    private void verify(PersistenceModule it) {
        assertThat(it.dualWrite().drain(LONGEST_DRAIN))
                .as(module.name() + " is drained")
                .isTrue();
        long equal = 0;
        for (VerificationReport report : it.verify()) {
            assertThat(report.verdict())
                    .as(report.describe() + report.findings())
                    .isEqualTo(Verdict.PASS);
            equal += report.counts().equal();
        }
        assertThat(equal)
                .isEqualTo(expected.values().stream().mapToLong(Map::size).sum());
        cells.add("PASS " + equal);
    }

    private long reads(Persistence persistence, PersistenceModule it) {
        long reads = 0;
        for (EntityType<?> type : module.entityTypes()) {
            for (Map.Entry<RecordKey, Struct> entry : expected.get(type).entrySet()) {
                if (reads++ % 7 == 0) {
                    assertThat(persistence.records(type).find(entry.getKey()).map(StoredRecord::content))
                            .contains(entry.getValue());
                }
            }
        }
        await().atMost(LONGEST_DRAIN).until(it::shadowReadsAreIdle);
        assertThat(it.divergences().open()).isEmpty();
        return (reads + 6) / 7;
    }

    private long allRecordsAreAsExpected(Persistence persistence) {
        long equal = 0;
        for (EntityType<?> type : module.entityTypes()) {
            for (Map.Entry<RecordKey, Struct> entry : expected.get(type).entrySet()) {
                assertThat(persistence.records(type).find(entry.getKey()).map(StoredRecord::content))
                        .as(type + " " + entry.getKey())
                        .contains(entry.getValue());
                equal++;
            }
        }
        return equal;
    }
}
