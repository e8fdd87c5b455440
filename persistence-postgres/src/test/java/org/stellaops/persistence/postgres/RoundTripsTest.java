// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** What an operation on an aggregate with two child tables costs on the wire: round trips, and statements within them. */
class RoundTripsTest {

    private static final EntityType<Document> ORDERS = EntityType.builder("trips", "orders")
            .tenancy(Tenancy.TENANT)
            .fields(
                    FieldDef.text("name"),
                    FieldDef.childValues("labels", "order_labels", ScalarKind.TEXT),
                    FieldDef.child(
                            "lines", "order_lines", FieldDef.text("sku"), FieldDef.scalar("count", ScalarKind.INT)))
            .build();

    private WireCounter wire;
    private PostgresBackend backend;
    private TargetStore store;

    private static final String VALIDATION = "com.zaxxer.hikari.aliveBypassWindowMs";

    @BeforeEach
    void open() throws IOException {
        // The pool asks a connection that has not been used for half a second whether it is alive; a busy machine takes
        // as long.
        System.setProperty(VALIDATION, "600000");
        wire = WireCounter.before(Server.address());
        backend = PostgresBackend.open(Server.config(Server.via(wire.port(), Server.database())), "trips");
        backend.prepare(List.of(ORDERS));
        store = backend.store(ORDERS);
    }

    @AfterEach
    void close() throws IOException {
        System.clearProperty(VALIDATION);
        backend.close();
        wire.close();
    }

    @Test
    void aPutIsOneRoundTrip() {
        leads();
        put("a", content(3));

        assertThat(cost(() -> put("a", content(2)))).isEqualTo(new Cost(1, 7));
        assertThat(cost(() -> put("b", content(0)))).isEqualTo(new Cost(1, 5));
    }

    @Test
    void aPutToAFollowerIsOneRoundTripAndChangesNothing() {
        assertThat(store.find(key("a"))).isEmpty();

        assertThat(cost(() -> assertThat(put("a", content(3))).isInstanceOf(TargetWrite.Result.NotLeading.class)))
                .isEqualTo(new Cost(1, 7));
        assertThat(store.find(key("a"))).isEmpty();
        assertThat(store.state(key("a"))).isEmpty();
    }

    @Test
    void anAppliedImageIsOneRoundTripAndAStaleOneTwo() {
        apply(2, content(1));

        assertThat(cost(() -> assertThat(apply(3, content(2))).isEqualTo(new ApplyAnswer.Applied())))
                .isEqualTo(new Cost(1, 8));
        assertThat(cost(() -> assertThat(apply(2, content(3))).isInstanceOf(ApplyAnswer.Stale.class)))
                .isEqualTo(new Cost(2, 10));
        assertThat(store.find(key("a")).orElseThrow().content()).isEqualTo(content(2));
    }

    @Test
    void anAppliedTombstoneIsOneRoundTrip() {
        apply(2, content(1));
        Image tombstone = new Image.Tombstone(key("a"), new VersionStamp(3, "d"));

        assertThat(cost(() -> assertThat(store.apply(tombstone, 0)).isEqualTo(new ApplyAnswer.Applied())))
                .isEqualTo(new Cost(1, 4));
        assertThat(store.find(key("a"))).isEmpty();
    }

    @Test
    void aFindIsOneStatementBesideTheTenant() {
        apply(2, content(3));

        assertThat(cost(() -> assertThat(store.find(key("a"))).isPresent())).isEqualTo(new Cost(1, 2));
    }

    @Test
    void aPageIsOneStatementHoweverManyChildrenItsRecordsHave() {
        for (int i = 0; i < 60; i++) {
            Image image = Image.Present.of(key("k" + i), new VersionStamp(1, "t" + i), content(i % 4));
            assertThat(store.apply(image, 0)).isEqualTo(new ApplyAnswer.Applied());
        }

        assertThat(cost(() -> assertThat(
                                store.query(Optional.of("t"), Query.all().limit(50))
                                        .items())
                        .hasSize(50)))
                .isEqualTo(new Cost(1, 2));
    }

    private record Cost(int roundTrips, int statements) {}

    private Cost cost(Runnable operation) {
        wire.reset();
        operation.run();
        return new Cost(wire.roundTrips(), wire.statements());
    }

    private void leads() {
        assertThat(backend.control()
                        .initialise(new ControlRecord(ControlRecord.Phase.STEADY, 1))
                        .leads())
                .isTrue();
    }

    @CanIgnoreReturnValue
    private TargetWrite.Result put(String id, Struct content) {
        return store.write(new TargetWrite(
                key(id),
                new TargetWrite.Change.Put(content, ContentHash.of(content)),
                Precondition.none(),
                1,
                "token",
                TargetWrite.PendingFlag.PENDING));
    }

    @CanIgnoreReturnValue
    private ApplyAnswer apply(long version, Struct content) {
        return store.apply(Image.Present.of(key("a"), new VersionStamp(version, "t" + version), content), 0);
    }

    private static RecordKey key(String id) {
        return RecordKey.of("t", id);
    }

    private static Struct content(int children) {
        return Struct.builder()
                .put("name", Value.of("order with \"quotes\", a \\ and " + children))
                .put(
                        "labels",
                        new Value.Items(IntStream.range(0, children)
                                .<Value>mapToObj(i -> Value.of("label {" + i + "}, \"NULL\" \\"))
                                .toList()))
                .put(
                        "lines",
                        new Value.Items(IntStream.range(0, children)
                                .<Value>mapToObj(i -> Struct.builder()
                                        .put("sku", Value.of("NULL"))
                                        .put("count", Value.of(i))
                                        .build())
                                .toList()))
                .build();
    }
}
