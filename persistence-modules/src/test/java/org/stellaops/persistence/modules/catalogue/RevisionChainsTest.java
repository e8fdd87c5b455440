// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.modules.repository.AppendOnly.Result;
import org.stellaops.persistence.modules.repository.SupersedesChain;
import org.stellaops.persistence.modules.vex.MongoStatementRepository;
import org.stellaops.persistence.modules.vex.PostgresStatementRepository;
import org.stellaops.persistence.modules.vex.RawDocument;
import org.stellaops.persistence.modules.vex.Statement;
import org.stellaops.persistence.modules.vex.StatementRepository;
import org.stellaops.persistence.modules.vex.StatementRevisions;
import org.stellaops.persistence.modules.vex.VexChains;
import org.stellaops.persistence.modules.vex.VexModule;
import org.stellaops.persistence.mongo.MongoBackend;
import org.stellaops.persistence.postgres.PostgresBackend;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** Revisions form chains, whoever appends at the same time, with either store leading. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class RevisionChainsTest {

    private static final String TENANT = "acme";
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int WRITERS = 4;

    @ParameterizedTest
    @EnumSource(names = {"DUAL_WRITE", "TARGET_LED"})
    void documentsAndStatementsAreSuperseded(Stage stage, MongoEngine mongo, PostgresEngine postgres) throws Exception {
        PostgresDatabase database = postgres.createDatabase("chains");
        try (OpenModule opened = OpenModule.at(stage, VexModule.descriptor(), mongo.createDatabase(), database)) {
            documents(opened.persistence().tenantStore(RawDocument.class).forTenant(TENANT));
            statements(opened);
        }
        postgres.dropDatabase(database);
    }

    private static void documents(EntityStore<RawDocument> store) throws Exception {
        SupersedesChain<RawDocument> chain = VexChains.rawDocuments(store);
        RawDocument first = document("affected", null);
        RawDocument second = document("fixed", first);

        assertThatThrownBy(() -> chain.append(second))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not exist");
        assertThat(chain.append(first).kind()).isEqualTo(Result.Kind.INSERTED);
        assertThat(chain.append(second).kind()).isEqualTo(Result.Kind.INSERTED);
        assertThat(chain.append(second).kind()).isEqualTo(Result.Kind.SAME);
        assertThat(chain.append(document("other", first)).outcome()).isInstanceOf(WriteOutcome.Rejected.class);

        RawDocument winner = oneOfManyWins(chain, second);
        assertThat(chain.history(winner.digest())).containsExactly(winner, second, first);
        assertThat(chain.current(first.digest())).contains(winner);
        assertThat(chain.current("sha256:" + "0".repeat(64))).isEmpty();
    }

    private static RawDocument oneOfManyWins(SupersedesChain<RawDocument> chain, RawDocument before) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try {
            List<Future<Result.Kind>> kinds = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                RawDocument revision = document("revision " + i, before);
                kinds.add(threads.submit(() -> chain.append(revision).kind()));
            }
            List<RawDocument> winners = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                if (kinds.get(i).get() == Result.Kind.INSERTED) {
                    winners.add(document("revision " + i, before));
                }
            }
            assertThat(winners).hasSize(1);
            return winners.get(0);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void statements(OpenModule opened) {
        EntityStore<Statement> store =
                opened.persistence().tenantStore(Statement.class).forTenant(TENANT);
        StatementRevisions revisions = new StatementRevisions(store);
        Statement first = statement(1, null, Statement.Status.AFFECTED);
        Statement second = statement(2, first.id(), Statement.Status.FIXED);
        assertThat(revisions.append(first).isApplied()).isTrue();
        assertThat(revisions.append(second).isApplied()).isTrue();
        assertThat(revisions.append(second).isApplied()).as("again").isTrue();
        assertThat(revisions.append(statement(3, first.id(), Statement.Status.AFFECTED)))
                .isInstanceOf(WriteOutcome.Rejected.class);
        opened.drain();

        StatementRepository routed = opened.module()
                .repository(StatementRepository.class, MongoStatementRepository::new, PostgresStatementRepository::new);
        StatementRepository onMongo =
                new MongoStatementRepository((MongoBackend) opened.module().legacy());
        StatementRepository onPostgres = new PostgresStatementRepository(
                (PostgresBackend) opened.module().target());
        assertThat(List.of(routed, onMongo, onPostgres))
                .allSatisfy(it -> assertThat(it.active(TENANT, "CVE-1", 10)).containsExactly(second));
        assertThat(VexChains.statements(store).history(second.id().toString()))
                .extracting(Statement::isActive)
                .containsExactly(true, false);
    }

    private static RawDocument document(String status, @Nullable RawDocument before) {
        var content = JsonNodeFactory.instance.objectNode().put("status", status);
        return new RawDocument(
                RawDocument.digestOf(content),
                "vendor",
                RawDocument.Format.OPENVEX,
                "https://vendor.example/vex.json",
                "etag of " + status,
                NOW,
                before == null ? null : before.digest(),
                content,
                JsonNodeFactory.instance.objectNode(),
                JsonNodeFactory.instance.objectNode());
    }

    private static Statement statement(int number, @Nullable UUID supersedes, Statement.Status status) {
        return new Statement(
                new UUID(0, number),
                null,
                null,
                "CVE-1",
                "pkg:npm/left-pad",
                status,
                null,
                null,
                null,
                "analyst",
                JsonNodeFactory.instance.objectNode(),
                JsonNodeFactory.instance.objectNode(),
                supersedes,
                true,
                NOW,
                null,
                NOW,
                NOW);
    }
}
