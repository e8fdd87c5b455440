// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.perimeter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.mongo.MongoBackend;
import org.stellaops.persistence.mongo.MongoReads;
import org.stellaops.persistence.postgres.PostgresBackend;
import org.stellaops.persistence.postgres.PostgresReads;
import org.stellaops.persistence.runtime.AcrossTenants;
import org.stellaops.persistence.runtime.CombinedAnswer;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.runtime.TenantParameter;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** Repositories of a module whose cohorts are led by different stores, over both databases. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class CohortRepositoryTest {

    @Entity(module = "desk", table = "notes", tenancy = Tenancy.TENANT)
    record Note(@Id String noteId, long body) {}

    private static final EntityType<Note> NOTE = EntityType.of(Note.class);
    private static final List<String> TENANTS = List.of("acme", "globex", "initech");

    /** Where an answer comes from is part of it. */
    interface Notes {

        List<String> of(@TenantParameter String tenant);

        List<String> all();

        @AcrossTenants(Combined.class)
        Map<String, List<String>> byTenant();
    }

    /** Of each tenant what the store says that leads it. */
    static final class Combined implements CombinedAnswer<Map<String, List<String>>> {

        @Override
        public Map<String, List<String>> of(
                OfStore<Map<String, List<String>>> legacy, OfStore<Map<String, List<String>>> target) {
            Map<String, List<String>> both = new TreeMap<>();
            for (OfStore<Map<String, List<String>>> it : List.of(legacy, target)) {
                it.answer().forEach((tenant, notes) -> {
                    if (it.leads().test(tenant)) {
                        both.put(tenant, notes);
                    }
                });
            }
            return both;
        }
    }

    private record StoredNotes(String store, Function<String, List<StoredRecord>> records) implements Notes {

        static Notes onMongo(MongoBackend backend) {
            MongoReads reads = backend.reads(NOTE);
            return new StoredNotes(
                    "mongo", it -> reads.records(Optional.of(it), Filters.empty(), Sorts.ascending("body"), 10));
        }

        static Notes onPostgres(PostgresBackend backend) {
            PostgresReads reads = backend.reads(NOTE);
            return new StoredNotes(
                    "postgres",
                    it -> reads.records(
                            Optional.of(it), "SELECT note_id FROM desk.notes ORDER BY body, note_id", Map.of()));
        }

        @Override
        public List<String> of(String tenant) {
            return records.apply(tenant).stream()
                    .map(it -> store + " " + tenant + " " + it.key().id())
                    .toList();
        }

        @Override
        public List<String> all() {
            return TENANTS.stream().flatMap(it -> of(it).stream()).toList();
        }

        @Override
        public Map<String, List<String>> byTenant() {
            Map<String, List<String>> notes = new TreeMap<>();
            TENANTS.forEach(it -> notes.put(it, of(it)));
            return notes;
        }
    }

    private Persistence persistence;
    private Notes notes;

    @BeforeEach
    void open(MongoEngine mongoEngine, PostgresEngine postgresEngine) {
        MongoDatabaseName mongo = mongoEngine.createDatabase();
        PostgresDatabase postgres = postgresEngine.createDatabase("cohort_repositories");
        persistence = Persistence.builder(config(mongo, postgres))
                .modules(ModuleDescriptor.of("desk", NOTE))
                .meters(new SimpleMeterRegistry())
                .gates(StageGate.none())
                .open();
        notes = notes(Notes.class, StoredNotes::onMongo, StoredNotes::onPostgres);
        TENANTS.forEach(it -> put(it, "k"));
    }

    @AfterEach
    void close() {
        persistence.close();
    }

    @Test
    void aCallAboutATenantGoesToTheStoreThatLeadsItsCohort() {
        assertThat(notes.of("acme")).containsExactly("mongo acme k");

        walk("pilot", Stage.TARGET_LED);
        put("acme", "later");

        assertThat(notes.of("acme")).containsExactlyInAnyOrder("postgres acme k", "postgres acme later");
        assertThat(notes.of("initech")).containsExactly("mongo initech k");

        walk("pilot", Stage.DUAL_WRITE);

        assertThat(notes.of("acme")).containsExactlyInAnyOrder("mongo acme k", "mongo acme later");
    }

    @Test
    void aCallAboutAllTenantsIsRefusedWhileTheyHaveDifferentLeadersUnlessItsAnswersAreCombined() {
        assertThat(notes.all()).containsExactly("mongo acme k", "mongo globex k", "mongo initech k");

        walk("pilot", Stage.TARGET_LED);

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(notes::all)
                .withMessageContaining("Notes.all")
                .withMessageContaining("desk~pilot by the target store, desk~rest by the legacy store")
                .withMessageContaining("@TenantParameter")
                .satisfies(it -> assertThat(it.fault().kind()).isEqualTo(Fault.Kind.REFUSED));
        assertThat(notes.byTenant())
                .isEqualTo(Map.of(
                        "acme", List.of("postgres acme k"),
                        "globex", List.of("postgres globex k"),
                        "initech", List.of("mongo initech k")));

        walk("rest", Stage.TARGET_LED);

        assertThat(notes.all()).containsExactly("postgres acme k", "postgres globex k", "postgres initech k");
    }

    interface TwoTenants {
        List<String> of(@TenantParameter String one, @TenantParameter String other);
    }

    interface NumberedTenant {
        List<String> of(@TenantParameter long tenant);
    }

    interface WithoutConstructor {
        @AcrossTenants(NeedsArgument.class)
        long count();
    }

    /** Cannot be made. */
    record NeedsArgument(String argument) implements CombinedAnswer<Long> {
        @Override
        public Long of(OfStore<Long> legacy, OfStore<Long> target) {
            return legacy.answer() + target.answer();
        }
    }

    @Test
    void annotationsThatCannotBeFollowedAreRefusedWhenTheRepositoryIsMade() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> notes(TwoTenants.class, it -> (a, b) -> List.of(), it -> (a, b) -> List.of()))
                .withMessageContaining("one parameter of type String");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> notes(NumberedTenant.class, it -> a -> List.of(), it -> a -> List.of()))
                .withMessageContaining("one parameter of type String");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> notes(WithoutConstructor.class, it -> () -> 1, it -> () -> 1))
                .withMessageContaining("constructor without parameters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> notes(String.class, it -> "", it -> ""))
                .withMessageContaining("must be an interface");
    }

    private <R> R notes(Class<R> type, Function<MongoBackend, R> mongo, Function<PostgresBackend, R> postgres) {
        return persistence.repository("desk", type, mongo, postgres);
    }

    private void put(String tenant, String id) {
        await().atMost(Fleet.PATIENCE)
                .until(() -> persistence
                        .tenantStore(Note.class)
                        .forTenant(tenant)
                        .put(new Note(id, 1), Precondition.none())
                        .isApplied());
    }

    private void walk(String name, Stage end) {
        PersistenceModule cohort = persistence.module("desk~" + name);
        for (Stage next : cohort.stage().walkTo(end)) {
            await().atMost(Fleet.PATIENCE)
                    .untilAsserted(() -> assertThat(cohort.moveTo(next))
                            .as("moving %s to %s", name, next)
                            .isInstanceOf(MoveResult.Moved.class));
            if (next == Stage.DUAL_WRITE) {
                assertThat(cohort.backfill()).allMatch(BackfillRun::isFinished);
            }
        }
    }

    private static Config config(MongoDatabaseName mongo, PostgresDatabase postgres) {
        return Config.parse(
                """
                persistence:
                  mongo: { uri: "%s", database: %s }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "%s", pool: { max-size: 4 } }
                  stages: { poll-interval: 50ms, follow-interval: 100ms, lease: 2s }
                  modules:
                    desk:
                      stage: legacy-only
                      reconciler: { every: 100ms }
                      cohorts: { pilot: { tenants: "acme, globex" }, rest: {} }
                """.formatted(
                                mongo.connectionString(),
                                mongo.name(),
                                postgres.jdbcUrl(),
                                postgres.user(),
                                postgres.password()),
                Map.of());
    }
}
