// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.perimeter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.stellaops.persistence.runtime.perimeter.DividedDesk.NOTE;
import static org.stellaops.persistence.runtime.perimeter.DividedDesk.put;
import static org.stellaops.persistence.runtime.perimeter.DividedDesk.walk;

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
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.mongo.MongoBackend;
import org.stellaops.persistence.mongo.MongoReads;
import org.stellaops.persistence.postgres.PostgresBackend;
import org.stellaops.persistence.postgres.PostgresReads;
import org.stellaops.persistence.runtime.AcrossTenants;
import org.stellaops.persistence.runtime.CombinedAnswer;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.TenantParameter;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** Repositories of a module whose cohorts are led by different stores, over both databases. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class CohortRepositoryTest {

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
        persistence = Persistence.builder(DividedDesk.config(
                        mongo, postgres, ", cohorts: { pilot: { tenants: \"acme, globex\" }, rest: {} }"))
                .modules(ModuleDescriptor.of("desk", NOTE))
                .meters(new SimpleMeterRegistry())
                .gates(StageGate.none())
                .open();
        notes = notes(Notes.class, StoredNotes::onMongo, StoredNotes::onPostgres);
        TENANTS.forEach(it -> put(persistence, it, "k", 1));
    }

    @AfterEach
    void close() {
        persistence.close();
    }

    @Test
    void aCallAboutATenantGoesToTheStoreThatLeadsItsCohort() {
        assertThat(notes.of("acme")).containsExactly("mongo acme k");

        walk(persistence, "pilot", Stage.TARGET_LED);
        put(persistence, "acme", "later", 1);

        assertThat(notes.of("acme")).containsExactlyInAnyOrder("postgres acme k", "postgres acme later");
        assertThat(notes.of("initech")).containsExactly("mongo initech k");

        walk(persistence, "pilot", Stage.DUAL_WRITE);

        assertThat(notes.of("acme")).containsExactlyInAnyOrder("mongo acme k", "mongo acme later");
    }

    @Test
    void aCallAboutAllTenantsIsRefusedWhileTheyHaveDifferentLeadersUnlessItsAnswersAreCombined() {
        assertThat(notes.all()).containsExactly("mongo acme k", "mongo globex k", "mongo initech k");

        walk(persistence, "pilot", Stage.TARGET_LED);

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

        walk(persistence, "rest", Stage.TARGET_LED);

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
}
