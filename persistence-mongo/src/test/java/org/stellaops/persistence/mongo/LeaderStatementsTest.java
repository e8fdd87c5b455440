// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.dualwrite.LegacyLeader;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.Versions;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoOptions;
import org.stellaops.persistence.testkit.mongo.MongoScript;
import org.stellaops.persistence.testkit.mongo.MongoScripts;
import org.stellaops.persistence.value.Struct;

/** How many statements, and of which concern, each operation costs its caller while MongoDB leads: L, p and W as in the protocol. */
class LeaderStatementsTest {

    private static final EntityType<?> NOTES = EntityType.builder("statements", "notes")
            .fields(FieldDef.text("body"))
            .build();

    private static final RecordKey KEY = RecordKey.global("k");
    private static final Map<String, String> READS = Map.of("linearizable", "L", "majority", "p");
    private static final Set<String> WRITES = Set.of("insert", "update", "delete");

    private final List<Document> commands = new CopyOnWriteArrayList<>();
    private final MongoEngine server = MongoEngine.startEmbedded(
            MongoOptions.defaults().playing(((MongoScript) this::recorded).over(MongoScripts.replicaSet())));
    private final MongoBackend backend =
            MongoBackend.open(MongoConfig.of(server.connectionString(), "db"), "statements");
    private final LegacyStore store = backend.store(NOTES);
    private final LegacyLeader leader = LegacyLeader.over(backend, NOTES);

    private Document recorded(MongoScript.Call call) {
        if (call.database().equals("db")) {
            commands.add(call.query().cloneDeeply());
        }
        return call.standIn();
    }

    @BeforeEach
    void prepare() {
        applied(leader.put(RecordKey.global("first"), note("prepared"), Precondition.none()));
        commands.clear();
    }

    @AfterEach
    void stop() {
        backend.close();
        server.close();
    }

    private static Struct note(String text) {
        return Struct.builder().put("body", text).build();
    }

    @CanIgnoreReturnValue
    private static Revision applied(WriteOutcome outcome) {
        assertThat(outcome).isInstanceOf(WriteOutcome.Applied.class);
        return ((WriteOutcome.Applied) outcome).revision();
    }

    /** The statements on collections of the type since the last call. */
    private String statements() {
        StringBuilder letters = new StringBuilder();
        for (Document it : commands) {
            String name = it.keySet().iterator().next();
            if (!String.valueOf(it.get(name)).startsWith("notes")) {
                continue;
            }
            if (WRITES.contains(name)) {
                assertThat(((Document) it.get("writeConcern")).get("w")).isEqualTo("majority");
                letters.append('W');
            } else if (name.equals("find")) {
                letters.append(READS.get(((Document) it.get("readConcern")).get("level")));
            }
        }
        commands.clear();
        return letters.toString();
    }

    @CanIgnoreReturnValue
    private Revision given() {
        Revision revision = applied(leader.put(KEY, note("given"), Precondition.none()));
        assertThat(store.clearPending(KEY, revision.stamp())).isTrue();
        commands.clear();
        return revision;
    }

    @Test
    void aPutOfAnAbsentRecord() {
        applied(leader.put(KEY, note("n"), Precondition.absent()));
        assertThat(statements()).isEqualTo("ppW");
    }

    @Test
    void aPutOverARecord() {
        given();
        applied(leader.put(KEY, note("n"), Precondition.none()));
        assertThat(statements()).isEqualTo("pW");
        applied(leader.put(KEY, note("pending by now"), Precondition.present()));
        assertThat(statements()).isEqualTo("ppW");
    }

    @Test
    void aConditionalPut() {
        Revision revision = given();
        applied(leader.put(KEY, note("n"), Precondition.revision(revision)));
        assertThat(statements()).isEqualTo("pW");
    }

    @Test
    void aPutWhosePreconditionFailsIsAnsweredByALinearizableRead() {
        given();
        assertThat(leader.put(KEY, note("n"), Precondition.absent())).isInstanceOf(WriteOutcome.Conflict.class);
        assertThat(statements()).startsWith("p").contains("L").doesNotContain("W");
    }

    @Test
    void aDelete() {
        given();
        applied(leader.delete(KEY, Precondition.none()));
        assertThat(statements()).isEqualTo("ppWW");
    }

    @Test
    void aDeleteOverATombstoneThatWasReplicated() {
        given();
        applied(leader.delete(KEY, Precondition.none()));
        LegacyTombstone tombstone = store.readTombstone(KEY).orElseThrow();
        assertThat(store.clearTombstonePending(KEY, tombstone.stamp())).isTrue();
        given();
        applied(leader.delete(KEY, Precondition.none()));
        assertThat(statements()).isEqualTo("ppWW");
    }

    @Test
    void aDeleteOfNothingIsAnsweredByALinearizableRead() {
        assertThat(leader.delete(KEY, Precondition.none())).isInstanceOf(WriteOutcome.NotApplied.class);
        assertThat(statements()).startsWith("p").contains("L").doesNotContain("W");
    }

    @Test
    void versionsRiseAllTheSame() {
        Revision first = given();
        Revision second = applied(leader.put(KEY, note("n"), Precondition.none()));

        assertThat(second.version()).isGreaterThan(first.version()).isGreaterThan(Versions.base(1));
    }
}
