// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.spi.VersionBump;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.spi.Versions;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;

/** C3 and P8: what changes a record and what changes the lead exclude each other, so none acts on a lead that is gone. */
class ChangeOfLeadTest {

    private static final EntityType<Document> THINGS =
            EntityType.builder("things", "things").fields(FieldDef.text("name")).build();

    private static final RecordKey KEY = RecordKey.global("k");
    private static final VersionStamp HELD = new VersionStamp(7, "d");
    private static final Struct CONTENT = Struct.builder().put("name", "n").build();
    private static final Image.Present IMAGE = Image.Present.of(KEY, new VersionStamp(9, "t"), CONTENT);
    private static final ControlRecord NEXT = new ControlRecord(Phase.MOVING, 2);

    private final String url = Server.database();
    private final PostgresBackend backend = PostgresBackend.open(Server.config(url), "things");
    private final TargetStore store = backend.store(THINGS);
    private final ExecutorService callers = Executors.newFixedThreadPool(2);

    /** What changes a record: in which phase it may, and what it answers before and after a change of the lead. */
    private enum Change {
        WRITE(
                Phase.STEADY,
                it -> it.write(new TargetWrite(
                        KEY,
                        new TargetWrite.Change.Put(CONTENT, ContentHash.of(CONTENT)),
                        Precondition.none(),
                        1,
                        "t",
                        TargetWrite.PendingFlag.PENDING)),
                new TargetWrite.Result.LeaderWriteResult(new VersionStamp(Versions.allocate(1), "t")),
                new TargetWrite.Result.NotLeading(NEXT)),
        APPLY(Phase.AWAY, it -> it.apply(IMAGE, 1), new ApplyAnswer.Applied(), new ApplyAnswer.OutOfDate()),
        APPLY_ALL(
                Phase.AWAY,
                it -> it.applyAll(
                        List.of(IMAGE, new Image.Tombstone(RecordKey.global("other"), new VersionStamp(1, "o"))), 1),
                List.of(new ApplyAnswer.Applied(), new ApplyAnswer.Applied()),
                List.of(new ApplyAnswer.OutOfDate(), new ApplyAnswer.OutOfDate())),
        BUMP(Phase.STEADY, it -> it.bump(new VersionBump(KEY, HELD, 20, 1, VersionBump.When.ALWAYS)), true, false),
        REPAIR(
                Phase.STEADY,
                it -> it.repairTombstone(Optional.of(HELD), new Image.Tombstone(KEY, new VersionStamp(9, "r")), 1),
                true,
                false);

        private final Phase phase;
        private final Function<TargetStore, Object> call;
        private final Object before;
        private final Object after;

        Change(Phase phase, Function<TargetStore, Object> call, Object before, Object after) {
            this.phase = phase;
            this.call = call;
            this.before = before;
            this.after = after;
        }
    }

    @BeforeEach
    void holdATombstone() {
        assertThat(store.apply(new Image.Tombstone(KEY, HELD), 1)).isEqualTo(new ApplyAnswer.Applied());
    }

    @AfterEach
    void close() {
        callers.shutdownNow();
        backend.close();
    }

    @ParameterizedTest
    @EnumSource
    void theLeadChangesOnlyAfterWhatIsUnderWay(Change change) throws Exception {
        ControlRecord first = backend.control().initialise(new ControlRecord(change.phase, 1));
        try (Connection holder = holding("UPDATE things.sync_state SET evicted = evicted")) {
            Future<Object> changed = callers.submit(() -> change.call.apply(store));
            awaitWaiting("transactionid", changed);
            Future<Boolean> moved = callers.submit(() -> backend.control().compareAndSet(first, NEXT));
            awaitWaiting("advisory", moved);
            holder.rollback();

            assertThat(changed.get()).isEqualTo(change.before);
            assertThat(moved.get()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatComesWhileTheLeadChangesWaitsAndSeesTheNewLead(Change change) throws Exception {
        ControlRecord first = backend.control().initialise(new ControlRecord(change.phase, 1));
        try (Connection holder = holding("UPDATE things.sync_control SET epoch = epoch")) {
            Future<Boolean> moved = callers.submit(() -> backend.control().compareAndSet(first, NEXT));
            awaitWaiting("transactionid", moved);
            Future<Object> changed = callers.submit(() -> change.call.apply(store));
            awaitWaiting("advisory", changed);
            holder.rollback();

            assertThat(moved.get()).isTrue();
            assertThat(changed.get()).isEqualTo(change.after);
            assertThat(store.image(KEY)).contains(new Image.Tombstone(KEY, HELD));
        }
    }

    /** A writer holds the lead while it waits for somebody else's lock, for as long as any statement may wait. */
    @Test
    void aChangeOfTheLeadWaitsLongerThanAWriterMay() throws Exception {
        Duration lockTimeout = Duration.ofSeconds(1);
        ControlRecord first = backend.control().initialise(new ControlRecord(Phase.STEADY, 1));
        PostgresBackend mover = PostgresBackend.open(
                Server.config(url).withTimeouts(Duration.ofSeconds(10), Duration.ofMinutes(1), lockTimeout), "things");
        assertThat(mover.control().read()).isEqualTo(first);
        try (mover;
                Connection holder = holding("UPDATE things.sync_state SET evicted = evicted")) {
            Future<Object> changed = callers.submit(() -> Change.WRITE.call.apply(store));
            awaitWaiting("transactionid", changed);
            Future<Boolean> moved = callers.submit(() -> mover.control().compareAndSet(first, NEXT));
            awaitWaiting("advisory", moved);
            await().during(lockTimeout.plusMillis(200)).until(() -> !moved.isDone());
            holder.rollback();

            assertThat(changed.get()).isEqualTo(Change.WRITE.before);
            assertThat(moved.get()).isTrue();
        }
    }

    private Connection holding(String update) throws SQLException {
        Connection holder = Server.connect(url);
        holder.setAutoCommit(false);
        try (Statement statement = holder.createStatement()) {
            assertThat(statement.executeUpdate(update)).isPositive();
        }
        return holder;
    }

    private void awaitWaiting(String lock, Future<?> call) {
        String waiting =
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type ="
                        + " 'Lock' AND wait_event = '" + lock + "'";
        await().until(() -> call.isDone() || !Server.value(url, waiting).equals("0"));
        assertThat(call).as("waits for the lock " + lock).isNotDone();
    }
}
