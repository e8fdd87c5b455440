// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.Versioned;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.audit.AuditChain;
import org.stellaops.persistence.modules.audit.AuditEvent;
import org.stellaops.persistence.modules.audit.AuditModule;
import org.stellaops.persistence.modules.repository.AppendOnly;
import org.stellaops.persistence.modules.repository.DistributedLocks;
import org.stellaops.persistence.modules.scheduler.LockLease;
import org.stellaops.persistence.modules.scheduler.SchedulerModule;
import org.stellaops.persistence.modules.vex.GraphRevision;
import org.stellaops.persistence.modules.vex.GraphRevisionIds;
import org.stellaops.persistence.modules.vex.RawDocument;
import org.stellaops.persistence.modules.vex.VexModule;
import org.stellaops.persistence.modules.vuln.Source;
import org.stellaops.persistence.modules.vuln.SourceCursors;
import org.stellaops.persistence.modules.vuln.SourceState;
import org.stellaops.persistence.modules.vuln.VulnModule;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** What modules need beyond reading and writing, with either store leading. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class DomainOperationsTest {

    private static final String TENANT = "acme";
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @EnumSource(names = {"DUAL_WRITE", "TARGET_LED"})
    void aLockHasOneOwnerUntilItsLeaseEnds(Stage stage, MongoEngine mongo, PostgresEngine postgres) {
        PostgresDatabase database = postgres.createDatabase("locks");
        AtomicReference<Instant> clock = new AtomicReference<>(NOW);
        try (OpenModule opened = OpenModule.at(stage, SchedulerModule.descriptor(), mongo.createDatabase(), database)) {
            DistributedLocks<LockLease> locks = new DistributedLocks<>(
                    opened.persistence().tenantStore(LockLease.class).forTenant(TENANT), LockLease::new, clock::get);
            LockLease first = locks.acquire("plan", "a", Duration.ofSeconds(10)).orElseThrow();
            assertThat(locks.acquire("plan", "b", Duration.ofSeconds(10))).isEmpty();
            assertThat(locks.acquire("other", "b", Duration.ofSeconds(10))).isPresent();

            clock.set(NOW.plusSeconds(9));
            LockLease renewed = locks.renew(first, Duration.ofSeconds(10)).orElseThrow();
            clock.set(NOW.plusSeconds(18));
            assertThat(locks.acquire("plan", "b", Duration.ofSeconds(10))).isEmpty();

            clock.set(NOW.plusSeconds(20));
            LockLease second =
                    locks.acquire("plan", "b", Duration.ofSeconds(10)).orElseThrow();
            assertThat(second.fencingToken()).isGreaterThan(renewed.fencingToken());
            assertThat(locks.renew(renewed, Duration.ofSeconds(10)))
                    .as("the former owner")
                    .isEmpty();
            assertThat(locks.release(renewed)).isFalse();
            assertThat(locks.release(second)).isTrue();
            clock.set(NOW.plusSeconds(21));
            assertThat(locks.acquire("plan", "c", Duration.ofSeconds(10)))
                    .hasValueSatisfying(it -> assertThat(it.fencingToken()).isEqualTo(second.fencingToken() + 1));
        }
        postgres.dropDatabase(database);
    }

    @ParameterizedTest
    @EnumSource(names = {"DUAL_WRITE", "TARGET_LED"})
    void eventsFormOneChainHoweverManyAppend(Stage stage, MongoEngine mongo, PostgresEngine postgres) throws Exception {
        PostgresDatabase database = postgres.createDatabase("chain");
        try (OpenModule opened = OpenModule.at(stage, AuditModule.descriptor(), mongo.createDatabase(), database)) {
            EntityStore<AuditEvent> events =
                    opened.persistence().tenantStore(AuditEvent.class).forTenant(TENANT);
            AuditChain chain = new AuditChain(events);
            ExecutorService threads = Executors.newFixedThreadPool(4);
            try {
                List<Future<Integer>> appended = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    int writer = i;
                    appended.add(threads.submit(() -> append(chain, writer, 5)));
                }
                for (Future<Integer> it : appended) {
                    assertThat(it.get()).isEqualTo(5);
                }
            } finally {
                threads.shutdownNow();
            }
            assertThat(chain.firstBreak()).isEmpty();
            List<AuditEvent> all = events.find(
                            Query.all().orderBy(AuditEvent.EVENT_NUMBER.asc()).limit(100))
                    .items();
            assertThat(all)
                    .extracting(AuditEvent::eventNumber)
                    .hasSize(20)
                    .startsWith(1L)
                    .endsWith(20L);

            AuditEvent forged = all.get(7);
            assertThat(events.put(actedBy(forged, "somebody else"), Precondition.present())
                            .isApplied())
                    .isTrue();
            assertThat(chain.firstBreak()).contains(8L);
        }
        postgres.dropDatabase(database);
    }

    @Test
    void rawDocumentsAreWrittenOnceAndSuperseded(MongoEngine mongo, PostgresDatabase postgres) {
        try (OpenModule opened =
                OpenModule.at(Stage.TARGET_LED, VexModule.descriptor(), mongo.createDatabase(), postgres)) {
            EntityType<RawDocument> type = EntityType.of(RawDocument.class);
            EntityStore<RawDocument> store =
                    opened.persistence().tenantStore(RawDocument.class).forTenant(TENANT);
            AppendOnly<RawDocument> documents = new AppendOnly<>(store, type);
            RawDocument first = document("1", "etag-1", null, "affected");

            assertThat(documents.append(first).kind()).isEqualTo(AppendOnly.Result.Kind.INSERTED);
            assertThat(documents.append(first).kind()).isEqualTo(AppendOnly.Result.Kind.SAME);
            assertThat(documents.append(document("1", "etag-1", null, "fixed")).kind())
                    .isEqualTo(AppendOnly.Result.Kind.REFUSED);
            assertThat(documents
                            .append(document("2", "etag-2", first.digest(), "fixed"))
                            .kind())
                    .isEqualTo(AppendOnly.Result.Kind.INSERTED);
            assertThat(documents.append(document("3", "etag-2", null, "fixed")))
                    .satisfies(it -> assertThat(it.kind()).isEqualTo(AppendOnly.Result.Kind.NOT_WRITTEN))
                    .satisfies(it -> assertThat(it.outcome()).isInstanceOf(WriteOutcome.Rejected.class));
            assertThat(store.find(first.digest())).contains(first);
        }
    }

    @Test
    void aCursorAdvancesFromWhereItWasFound(MongoEngine mongo, PostgresDatabase postgres) {
        try (OpenModule opened =
                OpenModule.at(Stage.DUAL_WRITE, VulnModule.descriptor(), mongo.createDatabase(), postgres)) {
            Source source = new Source(
                    "osv", "OSV", Source.Kind.OSV, null, 1, true, JsonNodeFactory.instance.objectNode(), NOW, NOW);
            assertThat(opened.persistence()
                            .store(Source.class)
                            .put(source, Precondition.none())
                            .isApplied())
                    .isTrue();
            SourceCursors cursors = new SourceCursors(opened.persistence().store(SourceState.class), () -> NOW);

            assertThat(cursors.advance("osv", Optional.empty(), JsonNodeFactory.instance.numberNode(1))
                            .isApplied())
                    .isTrue();
            Versioned<SourceState> found = cursors.find("osv").orElseThrow();
            assertThat(cursors.advance("osv", Optional.of(found), JsonNodeFactory.instance.numberNode(2))
                            .isApplied())
                    .isTrue();
            assertThat(cursors.advance("osv", Optional.of(found), JsonNodeFactory.instance.numberNode(9)))
                    .isInstanceOf(WriteOutcome.Conflict.class);
            assertThat(cursors.fail("osv", cursors.find("osv").orElseThrow(), "timeout")
                            .isApplied())
                    .isTrue();
            assertThat(cursors.find("osv").orElseThrow().value())
                    .extracting(SourceState::cursor, SourceState::syncCount, SourceState::errorCount)
                    .containsExactly(JsonNodeFactory.instance.numberNode(2), 2L, 1L);
        }
    }

    @Test
    void equalInputsGiveEqualRevisionIds() {
        List<GraphRevision.Node> nodes = new ArrayList<>();
        List<GraphRevision.Edge> edges = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            nodes.add(new GraphRevision.Node(
                    "node-" + i, GraphRevision.Node.Kind.PACKAGE, "pkg:npm/p@" + i, null, null, null));
            edges.add(new GraphRevision.Edge(
                    "node-" + i / 2, "node-" + i, GraphRevision.Edge.Relation.DEPENDS_ON, 1.0, null));
        }
        Set<String> ids = new HashSet<>();
        for (int run = 0; run < 5; run++) {
            Collections.shuffle(nodes, new Random(run));
            Collections.shuffle(edges, new Random(run));
            GraphRevision revision =
                    GraphRevisionIds.identified(revision("sha256:a", NOW.plusSeconds(run), nodes, edges));
            assertThat(GraphRevisionIds.isIdentified(revision)).isTrue();
            ids.add(revision.id());
        }
        assertThat(ids).hasSize(1);
        assertThat(GraphRevisionIds.identified(revision("sha256:b", NOW, nodes, edges))
                        .id())
                .isNotIn(ids);
    }

    private static int append(AuditChain chain, int writer, int count) {
        int applied = 0;
        for (int i = 0; i < count; i++) {
            applied += chain.append(new AuditChain.Entry(
                                    UUID.randomUUID(), "writer-" + writer, "create", "thing", "t" + i, NOW, null, null))
                            .isApplied()
                    ? 1
                    : 0;
        }
        return applied;
    }

    private static AuditEvent actedBy(AuditEvent event, String actor) {
        return new AuditEvent(
                event.id(),
                event.eventNumber(),
                actor,
                event.action(),
                event.entityType(),
                event.entityId(),
                event.occurredAt(),
                event.diff(),
                event.correlationId(),
                event.previousHash(),
                event.contentHash());
    }

    private static RawDocument document(String number, String etag, String supersedes, String status) {
        return new RawDocument(
                "sha256:" + number.repeat(64),
                "vendor",
                RawDocument.Format.OPENVEX,
                "https://vendor.example/vex.json",
                etag,
                NOW,
                supersedes,
                JsonNodeFactory.instance.objectNode().put("status", status),
                JsonNodeFactory.instance.objectNode(),
                JsonNodeFactory.instance.objectNode());
    }

    private static GraphRevision revision(
            String sbom, Instant created, List<GraphRevision.Node> nodes, List<GraphRevision.Edge> edges) {
        return new GraphRevision("draft", "p", null, sbom, null, null, 0, 0, "a", created, nodes, edges);
    }
}
