// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.CopyAnswer;
import org.stellaops.persistence.spi.CopyChunk;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** When a chunk is stored with COPY, and what happens when it cannot be. */
class BulkCopyTest {

    private static final EntityType<Document> THINGS = EntityType.builder("things", "things")
            .fields(FieldDef.text("name"), FieldDef.childValues("tags", "thing_tags", ScalarKind.TEXT))
            .build();

    private static final ApplyAnswer APPLIED = new ApplyAnswer.Applied();

    private final String url = Server.database();
    private final PostgresBackend backend = PostgresBackend.open(Server.config(url), "things");
    private final TargetStore store = backend.store(THINGS);

    @BeforeEach
    void follow() {
        assertThat(backend.control().initialise(new ControlRecord(ControlRecord.Phase.AWAY, 1)))
                .isNotNull();
        assertThat(store.count()).isZero();
        // The statement that stores a row is visible to a trigger alone.
        Server.execute(url, """
                CREATE TABLE public.statements (text text);
                GRANT INSERT ON public.statements TO PUBLIC;
                CREATE FUNCTION public.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    INSERT INTO public.statements VALUES (pg_catalog.current_query()); RETURN NULL; END $$;
                CREATE TRIGGER note AFTER INSERT ON things.things FOR EACH STATEMENT EXECUTE FUNCTION public.note()""");
    }

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void recordsOfWhichNothingIsThereAreStoredWithCopy() {
        assertThat(copied(images(0, 100)).answers()).hasSize(100).containsOnly(APPLIED);

        assertThat(statements()).singleElement().asString().startsWith("COPY \"things\".\"things\"");
    }

    @Test
    void keysThatHaveAStateAreAppliedBesideTheCopy() {
        assertThat(copied(images(40, 50)).answers()).containsOnly(APPLIED);

        CopyAnswer answer = copied(images(0, 100));

        assertThat(answer.answers().stream().filter(APPLIED::equals)).hasSize(90);
        assertThat(answer.answers().get(40)).isEqualTo(new ApplyAnswer.Same());
        assertThat(statements()).hasSize(2).allMatch(it -> it.startsWith("COPY"));
        assertThat(store.count()).isEqualTo(100);
    }

    @Test
    void aColumnOfAnotherTypeIsFilledByTheOtherStatements() {
        Server.execute(url, "ALTER TABLE things.things ALTER COLUMN name TYPE varchar(40)");

        assertThat(copied(images(0, 100)).answers()).hasSize(100).containsOnly(APPLIED);

        assertThat(statements()).isNotEmpty().noneMatch(it -> it.startsWith("COPY"));
    }

    @Test
    void aRowThatSomebodyWroteWithoutTheLibraryIsReplaced() {
        Server.execute(url, "INSERT INTO things.things (id, name) VALUES ('k050', 'rogue')");

        assertThat(copied(images(0, 100)).answers()).hasSize(100).containsOnly(APPLIED);

        assertThat(store.image(RecordKey.global("k050")))
                .contains(images(50, 51).get(0));
    }

    @Test
    void aWriteThatComesFirstOnOneKeyWinsAndTheOthersAreCopied() throws Exception {
        ExecutorService copying = Executors.newSingleThreadExecutor();
        try (Connection live = Server.connect(url);
                Statement statement = live.createStatement()) {
            live.setAutoCommit(false);
            boolean unused = statement.execute(
                    "INSERT INTO things.sync_state (entity, tenant, id, version, token, hash) VALUES ('things', '', 'k050', 9, 'live', repeat('0', 64))");
            unused = statement.execute("INSERT INTO things.things (id, name) VALUES ('k050', 'live')");
            Future<CopyAnswer> copy = copying.submit(() -> copied(images(0, 100)));
            awaitWaiter();
            live.commit();

            List<ApplyAnswer> answers = copy.get(20, TimeUnit.SECONDS).answers();

            assertThat(answers.get(50)).isEqualTo(new ApplyAnswer.Stale(new VersionStamp(9, "live")));
            assertThat(answers.stream().filter(APPLIED::equals)).hasSize(99);
            assertThat(store.find(RecordKey.global("k050"))
                            .orElseThrow()
                            .content()
                            .find("name"))
                    .contains(Value.of("live"));
        } finally {
            copying.shutdown();
        }
    }

    @Test
    void theServerKnowsWhatTheTablesHoldAfterwards() {
        assertThat(copied(images(0, 100)).answers()).containsOnly(APPLIED);

        assertThat(store.analyze()).isEmpty();

        assertThat(Server.texts(
                        url,
                        "SELECT relname || ' ' || reltuples FROM pg_class WHERE relname IN ('things', 'thing_tags', 'sync_state')"
                                + " AND relkind = 'r' ORDER BY relname"))
                .containsExactly("sync_state 100", "thing_tags 200", "things 100");
    }

    /** Looking for any state between the keys of a chunk, the server once read all states to find none. */
    @Test
    void aChunkIsCopiedWithoutALookAtTheStatesThatAreThere() throws SQLException {
        Server.execute(
                url,
                "INSERT INTO things.sync_state (entity, tenant, id, version, token, hash)"
                        + " SELECT 'things', '', 'j' || n, 1, 'token', repeat('0', 64) FROM generate_series(1, 20000) n");
        Server.execute(url, "ANALYZE things.sync_state");

        long states = ServerCounter.during(url, ServerCounter.STATES_STORED_OR_SCANNED, () -> {
            try (PostgresBackend fresh = PostgresBackend.open(Server.config(url), "things")) {
                CopyChunk chunk = new CopyChunk(images(0, 100), 1, Optional.empty());
                assertThat(fresh.store(THINGS).copy(chunk).answers())
                        .hasSize(100)
                        .containsOnly(APPLIED);
            }
        });

        assertThat(states).isEqualTo(100);
    }

    private void awaitWaiter() {
        String waiting =
                "SELECT pid::text FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        for (int i = 0; i < 10_000; i++) {
            if (!Server.texts(url, waiting).isEmpty()) {
                return;
            }
        }
        throw new AssertionError("nobody waits for a lock");
    }

    private CopyAnswer copied(List<Image.Present> images) {
        return store.copy(new CopyChunk(images, 1, Optional.empty()));
    }

    private static List<Image.Present> images(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> Image.Present.of(
                        RecordKey.global(String.format("k%03d", i)),
                        VersionStamp.UNVERSIONED,
                        Struct.builder()
                                .put("name", "name " + i)
                                .put("tags", Value.Items.of(Value.of("a"), Value.of("b")))
                                .build()))
                .toList();
    }

    private List<String> statements() {
        return Server.texts(url, "SELECT text FROM public.statements");
    }
}
