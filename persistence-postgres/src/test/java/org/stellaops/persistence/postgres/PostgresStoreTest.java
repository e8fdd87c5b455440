// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.spi.Versions;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** What the contract cannot ask of every store: races inside the server, rows that others wrote, faults of PostgreSQL. */
class PostgresStoreTest {

    private static final EntityType<Document> THINGS = EntityType.builder("things", "things")
            .fields(
                    FieldDef.text("name").optional(),
                    FieldDef.scalar("at", ScalarKind.INSTANT).optional(),
                    FieldDef.array("moments", ScalarKind.INSTANT).optional(),
                    FieldDef.json("body").optional(),
                    FieldDef.childValues("tags", "thing_tags", ScalarKind.TEXT))
            .build();

    private static final RecordKey KEY = RecordKey.global("k");

    private final String url = Server.database();
    private final PostgresBackend backend =
            PostgresBackend.open(Server.config(url).withScanPageSize(2), "things");
    private final TargetStore store = backend.store(THINGS);

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void b0AnInsertThatWaitedForADeleteIsAllocatedAboveItsTombstone() throws Exception {
        leads();
        write(new TargetWrite.Change.Put(named("old"), ContentHash.of(named("old"))), "t1");
        ExecutorService waiting = Executors.newSingleThreadExecutor();
        try (Connection deleter = Server.connect(url)) {
            deleter.setAutoCommit(false);
            run(
                    deleter,
                    "UPDATE things.sync_state SET version = version + 4, deleted = true, hash = NULL, token = 'd'");
            run(deleter, "DELETE FROM things.things");
            Future<TargetWrite.Result> insert = waiting.submit(() -> store.write(new TargetWrite(
                    KEY,
                    new TargetWrite.Change.Put(named("new"), ContentHash.of(named("new"))),
                    Precondition.absent(),
                    1,
                    "t2",
                    TargetWrite.PendingFlag.PENDING)));
            awaitWaiter();
            deleter.commit();

            assertThat(insert.get())
                    .isEqualTo(new TargetWrite.Result.LeaderWriteResult(new VersionStamp(Versions.base(1) + 6, "t2")));
        } finally {
            waiting.shutdown();
        }
    }

    @Test
    void momentsOfEveryYearThatBothDatabasesHoldComeBackAsTheyWere() {
        List<Value> moments = new ArrayList<>();
        for (String text : List.of(
                "-4713-11-24T00:00:00Z",
                "-0001-03-01T12:00:00.001Z",
                "0000-02-29T23:59:59.999Z",
                "0001-01-01T00:00:00Z",
                "1582-10-10T00:00:00Z",
                "1969-12-31T23:59:59.999Z",
                "9999-12-31T23:59:59.999Z",
                "+10000-01-01T00:00:00Z",
                "+294276-12-31T23:59:59.999Z")) {
            moments.add(Value.of(Instant.parse(text)));
        }
        for (Value moment : moments) {
            Struct content = named("m").with("at", moment).with("moments", new Value.Items(moments));
            Image.Present image =
                    Image.Present.of(RecordKey.global(moment.toString()), new VersionStamp(1, "t"), content);

            assertThat(store.apply(image, 0)).isEqualTo(new ApplyAnswer.Applied());
            assertThat(store.image(image.key())).contains(image);
        }
    }

    @Test
    void aScanReportsRowsThatTheLibraryDidNotWriteAndNeverThrows() {
        apply("a", named("a"));
        apply("b", named("b"));
        apply("c", named("c"));
        apply("lost", named("lost"));
        apply("tagged", named("t").with("tags", Value.Items.of(Value.of("x"), Value.of("y"))));
        Server.execute(url, "UPDATE things.things SET name = 'changed' WHERE id = 'b'");
        Server.execute(url, "UPDATE things.things SET at = 'infinity' WHERE id = 'c'");
        Server.execute(url, "DELETE FROM things.things WHERE id = 'lost'");
        Server.execute(url, "INSERT INTO things.things (id, name) VALUES ('rogue', 'r')");
        Server.execute(url, "DELETE FROM things.thing_tags WHERE position = 0");

        List<ScanEntry> seen = scanned(Optional.empty());

        assertThat(seen.stream().map(it -> it.key().id())).containsExactly("a", "b", "c", "rogue", "tagged");
        assertThat(seen.get(0).contentHash()).isEqualTo(seen.get(0).storedHash());
        assertThat(seen.get(1).contentHash()).contains(ContentHash.of(named("changed")));
        assertThat(seen.get(1).storedHash()).contains(ContentHash.of(named("b")));
        assertThat(seen.get(2).contentHash()).isEmpty();
        assertThat(seen.get(2).problem().orElse("")).startsWith("at ");
        assertThat(seen.get(3).stamp()).isEqualTo(VersionStamp.UNVERSIONED);
        assertThat(seen.get(4).contentHash()).isNotEqualTo(seen.get(4).storedHash());
        assertThat(store.find(RecordKey.global("lost"))).isEmpty();
        assertThat(scanned(Optional.of(RecordKey.global("c")))).hasSize(2);
        assertThatThrownBy(() -> store.find(RecordKey.global("c")))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.fault().kind()).isEqualTo(Fault.Kind.UNREADABLE));
    }

    @Test
    void aServerThatRefusesConnectionsIsUnavailable() {
        PostgresConfig nowhere = PostgresConfig.of("jdbc:postgresql://localhost:1/none", "u", "secret")
                .withTimeouts(Duration.ofMillis(300), Duration.ofSeconds(1), Duration.ofSeconds(1));
        try (PostgresBackend closed = PostgresBackend.open(nowhere, "things")) {
            TargetStore unreachable = closed.store(THINGS);
            assertThatThrownBy(() -> unreachable.find(KEY)).isInstanceOfSatisfying(StoreException.class, e -> {
                assertThat(e.fault().kind()).isEqualTo(Fault.Kind.UNAVAILABLE);
                assertThat(e.fault().message()).doesNotContain("secret");
            });
        }
    }

    @Test
    void aLockThatIsHeldTooLongIsUnavailableAndNothingIsWritten() throws SQLException {
        PostgresConfig hasty = Server.config(url)
                .withPools(1, 1)
                .withTimeouts(Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofMillis(200));
        apply("k", named("before"));
        try (PostgresBackend other = PostgresBackend.open(hasty, "things");
                Connection holder = Server.connect(url)) {
            holder.setAutoCommit(false);
            run(holder, "UPDATE things.sync_state SET evicted = false");

            Image later = Image.Present.of(KEY, new VersionStamp(2, "u"), named("after"));
            assertThatThrownBy(() -> other.store(THINGS).apply(later, 0))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            e -> assertThat(e.fault().kind()).isEqualTo(Fault.Kind.UNAVAILABLE));
            holder.rollback();
        }
        assertThat(store.find(KEY).orElseThrow().content()).isEqualTo(named("before"));
    }

    @Test
    void afterAChangeOfLeaderAWriteOfTheFormerEpochIsRefused() {
        leads();
        assertThat(backend.control()
                        .compareAndSet(
                                new ControlRecord(ControlRecord.Phase.STEADY, 1),
                                new ControlRecord(ControlRecord.Phase.AWAY, 2)))
                .isTrue();
        assertThat(store.write(new TargetWrite(
                        KEY,
                        new TargetWrite.Change.Put(named("late"), ContentHash.of(named("late"))),
                        Precondition.none(),
                        1,
                        "t",
                        TargetWrite.PendingFlag.PENDING)))
                .isInstanceOf(TargetWrite.Result.NotLeading.class);
    }

    @Test
    void aRecordIsNeverThereWithoutThePendingFlagOfItsWrite() {
        leads();
        Server.execute(url, "ALTER TABLE things.sync_state ADD CHECK (pending_epoch IS NOT NULL)");

        write(new TargetWrite.Change.Put(named("new"), ContentHash.of(named("new"))), "t1");
        write(new TargetWrite.Change.Put(named("newer"), ContentHash.of(named("newer"))), "t2");
        write(new TargetWrite.Change.Delete(), "t3");
    }

    @Test
    void aCallThatFindsNoFreeConnectionIsOverloaded() throws Exception {
        apply("k", named("before"));
        PostgresConfig small = Server.config(url)
                .withPools(1, 1)
                .withTimeouts(Duration.ofMillis(500), Duration.ofSeconds(20), Duration.ofSeconds(20));
        ExecutorService waiting = Executors.newSingleThreadExecutor();
        try (PostgresBackend other = PostgresBackend.open(small, "things");
                Connection holder = Server.connect(url)) {
            TargetStore busy = other.store(THINGS);
            assertThat(busy.find(KEY)).isPresent();
            holder.setAutoCommit(false);
            run(holder, "UPDATE things.sync_state SET evicted = false");
            Image later = Image.Present.of(KEY, new VersionStamp(2, "u"), named("after"));
            Future<ApplyAnswer> held = waiting.submit(() -> busy.apply(later, 0));
            awaitWaiter();

            assertThatThrownBy(() -> busy.find(KEY))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            e -> assertThat(e.fault().kind()).isEqualTo(Fault.Kind.OVERLOADED));

            holder.rollback();
            assertThat(held.get()).isEqualTo(new ApplyAnswer.Applied());
        } finally {
            waiting.shutdown();
        }
    }

    @Test
    void aTransactionWhoseConnectionIsKilledBeforeTheCommitCertainlyDidNothing() throws Exception {
        apply("k", named("before"));
        ExecutorService waiting = Executors.newSingleThreadExecutor();
        try (Connection holder = Server.connect(url)) {
            holder.setAutoCommit(false);
            run(holder, "UPDATE things.sync_state SET evicted = false");
            Image later = Image.Present.of(KEY, new VersionStamp(2, "u"), named("after"));
            Future<ApplyAnswer> killed = waiting.submit(() -> store.apply(later, 0));
            awaitWaiter();
            Server.execute(
                    url,
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
                            + " current_database() AND wait_event_type = 'Lock'");

            assertThatThrownBy(killed::get)
                    .cause()
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            e -> assertThat(e.fault().kind()).isEqualTo(Fault.Kind.UNAVAILABLE));
            holder.rollback();
        } finally {
            waiting.shutdown();
        }
        assertThat(store.find(KEY).orElseThrow().content()).isEqualTo(named("before"));
    }

    @Test
    void aLargeBatchIsAppliedAndAppliedAgain() {
        List<Image> images = new ArrayList<>();
        for (int i = 0; i < 1203; i++) {
            images.add(Image.Present.of(
                    RecordKey.global("k" + i),
                    new VersionStamp(1, "t" + i),
                    named("n" + i).with("tags", Value.Items.of(Value.of("a"), Value.of("b" + i)))));
        }
        images.add(images.get(0));

        List<ApplyAnswer> answers = store.applyAll(images, 0);

        assertThat(answers.subList(0, 1203)).containsOnly(new ApplyAnswer.Applied());
        assertThat(answers.get(1203)).isEqualTo(new ApplyAnswer.Same());
        assertThat(store.applyAll(images, 0)).containsOnly(new ApplyAnswer.Same());
        assertThat(store.count()).isEqualTo(1203);
        assertThat(scanned(Optional.empty())).allMatch(it -> it.contentHash().equals(it.storedHash()));
    }

    @Test
    void aConfigurationPrintsNoSecretAndReportsEveryProblem() {
        assertThat(PostgresConfig.of("jdbc:postgresql://h/d", "u", "pa55").toString())
                .doesNotContain("pa55");
        assertThatThrownBy(() -> PostgresConfig.of("jdbc:mysql://h/d?password=pa55", "", "x"))
                .hasMessageStartingWith("3 configuration problem(s)")
                .message()
                .doesNotContain("pa55");
    }

    private void leads() {
        assertThat(backend.control()
                        .initialise(new ControlRecord(ControlRecord.Phase.STEADY, 1))
                        .leads())
                .isTrue();
    }

    private void write(TargetWrite.Change change, String token) {
        assertThat(store.write(
                        new TargetWrite(KEY, change, Precondition.none(), 1, token, TargetWrite.PendingFlag.PENDING)))
                .isInstanceOf(TargetWrite.Result.LeaderWriteResult.class);
    }

    private void apply(String id, Struct content) {
        assertThat(store.apply(Image.Present.of(RecordKey.global(id), new VersionStamp(1, "t"), content), 0))
                .isEqualTo(new ApplyAnswer.Applied());
    }

    private List<ScanEntry> scanned(Optional<RecordKey> after) {
        List<ScanEntry> seen = new ArrayList<>();
        try (var scan = store.scan(after)) {
            while (scan.hasNext()) {
                seen.add(scan.next());
            }
        }
        return seen;
    }

    private void awaitWaiter() {
        for (int i = 0; i < 10_000; i++) {
            if (!Server.value(
                            url,
                            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND"
                                    + " wait_event_type = 'Lock'")
                    .equals("0")) {
                return;
            }
        }
        throw new AssertionError("nobody waits for a lock");
    }

    private static Struct named(String name) {
        return Struct.builder().put("name", name).put("tags", Value.Items.of()).build();
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
