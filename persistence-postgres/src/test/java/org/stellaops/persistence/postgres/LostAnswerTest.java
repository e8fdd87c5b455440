// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.spi.Versions;
import org.stellaops.persistence.testkit.fault.FaultProxy;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;

/** The connection goes while the server commits: it commits all the same, and nobody tells the caller. */
class LostAnswerTest {

    private static final EntityType<Document> THINGS =
            EntityType.builder("things", "things").fields(FieldDef.text("name")).build();

    private static final RecordKey KEY = RecordKey.global("k");
    private static final Struct CONTENT = Struct.builder().put("name", "n").build();
    private static final VersionStamp FIRST = new VersionStamp(Versions.allocate(1), "t");

    private static final TargetWrite WRITE = new TargetWrite(
            KEY,
            new TargetWrite.Change.Put(CONTENT, ContentHash.of(CONTENT)),
            Precondition.none(),
            1,
            "t",
            TargetWrite.PendingFlag.PENDING);

    private static final String COMMITTING =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()" + " AND wait_event = 'advisory'";

    private final String url = Server.database();
    private final PostgresBackend direct = PostgresBackend.open(Server.config(url), "things");
    private final FaultProxy proxy = FaultProxy.before(Server.address());
    private final PostgresBackend backend = PostgresBackend.open(
            Server.config(Server.via(proxy.address().getPort(), url))
                    .withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofSeconds(20)),
            "things");
    private final TargetStore store = backend.store(THINGS);
    private final ExecutorService caller = Executors.newSingleThreadExecutor();

    @BeforeEach
    void prepare() {
        assertThat(store.find(KEY)).isEmpty();
    }

    @AfterEach
    void close() {
        caller.shutdownNow();
        backend.close();
        proxy.close();
        direct.close();
    }

    @Test
    void aWriteOfTheLeaderMayHaveHappenedAndDidOnce() throws Exception {
        control(ControlRecord.Phase.STEADY);

        assertThatNobodyKnows(() -> store.write(WRITE));

        assertThat(direct.store(THINGS).image(KEY)).contains(Image.Present.of(KEY, FIRST, CONTENT));
    }

    @Test
    void anImageMayHaveBeenAppliedAndWas() throws Exception {
        control(ControlRecord.Phase.AWAY);
        Image.Present image = Image.Present.of(KEY, FIRST, CONTENT);

        assertThatNobodyKnows(() -> store.apply(image, 1));

        assertThat(direct.store(THINGS).image(KEY)).contains(image);
        proxy.forward();
        assertThat(store.apply(image, 1)).isEqualTo(new ApplyAnswer.Same());
    }

    @Test
    void aPendingFlagMayHaveBeenTakenAndWas() throws Exception {
        control(ControlRecord.Phase.STEADY);
        assertThat(store.write(WRITE)).isEqualTo(new TargetWrite.Result.LeaderWriteResult(FIRST));

        assertThatNobodyKnows(() -> store.clearPending(KEY, FIRST));

        assertThat(direct.store(THINGS).state(KEY).map(TargetState::isPending)).contains(false);
    }

    @Test
    void theLeadMayHaveMovedAndDid() throws Exception {
        control(ControlRecord.Phase.STEADY);
        ControlRecord next = new ControlRecord(ControlRecord.Phase.AWAY, 2);

        assertThatNobodyKnows(
                () -> backend.control().compareAndSet(new ControlRecord(ControlRecord.Phase.STEADY, 1), next));

        assertThat(direct.control().read()).isEqualTo(next);
    }

    private void control(ControlRecord.Phase phase) {
        assertThat(backend.control().initialise(new ControlRecord(phase, 1)).phase())
                .isEqualTo(phase);
    }

    /** A trigger that runs at the commit waits until the proxy is ready to cut the connection at the answer. */
    private void assertThatNobodyKnows(Callable<?> change) throws Exception {
        Server.execute(
                url,
                "CREATE FUNCTION things.wait() RETURNS trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END'");
        for (String table : new String[] {"sync_state", "sync_control"}) {
            Server.execute(
                    url,
                    "CREATE CONSTRAINT TRIGGER waits AFTER INSERT OR UPDATE ON things." + table
                            + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION things.wait()");
        }
        try (Connection holder = Server.connect(url);
                Statement statement = holder.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(1)");
            Future<?> answer = caller.submit(change);
            await().until(() -> answer.isDone() || Server.value(url, COMMITTING).equals("1"));
            assertThat(answer).isNotDone();
            proxy.cutOnReply();
            statement.execute("SELECT pg_advisory_unlock(1)");

            assertThatThrownBy(answer::get)
                    .cause()
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            e -> assertThat(e.fault().kind()).isEqualTo(Fault.Kind.NO_ANSWER));
        }
    }
}
