// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.DualWriteModule;
import org.stellaops.persistence.dualwrite.DualWriteModuleBuilder;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.reconcile.ReconcileResult;
import org.stellaops.persistence.dualwrite.repair.Repair;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.FollowerPolicy;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.dualwrite.settings.Recheck;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryLegacyStore;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetStore;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** A module of one entity type over two stores in memory, without a reconciler that runs by itself. */
public final class VerifiedStores implements AutoCloseable {

    /** An advisory with every kind of value that a corruption can change. */
    public static final EntityType<Document> TYPE = EntityType.builder("things", "advisories")
            .fields(
                    FieldDef.text("summary").optional(),
                    FieldDef.scalar("count", ScalarKind.INT).optional(),
                    FieldDef.scalar("price", ScalarKind.DECIMAL).optional(),
                    FieldDef.scalar("modifiedAt", ScalarKind.INSTANT).optional(),
                    FieldDef.array("tags", ScalarKind.TEXT).optional(),
                    FieldDef.json("detail").optional(),
                    FieldDef.childValues("aliases", "advisories_aliases", ScalarKind.TEXT),
                    FieldDef.child(
                            "affected",
                            "advisories_affected",
                            FieldDef.text("package").optional(),
                            FieldDef.json("ranges").optional()))
            .build();

    /** Looks that never wait. */
    public static final Recheck AT_ONCE = new Recheck(3, Duration.ZERO);

    /** A pause that is over at once. */
    public static final Pause NO_PAUSE = length -> {};

    /** Who has written has arrived: an image that is still under way could mend what a test damages next. */
    private static final FollowerPolicy PATIENT = FollowerPolicy.sync().withDeadline(Duration.ofSeconds(30));

    public final MemoryLegacyBackend legacyBackend = new MemoryLegacyBackend();
    public final MemoryTargetBackend targetBackend = new MemoryTargetBackend();
    public final MemoryLegacyStore legacy = legacyBackend.store(TYPE);
    public final MemoryTargetStore target = targetBackend.store(TYPE);
    public final EntityPair pair = new EntityPair(TYPE, legacy, target);
    public final Queue<DualWriteEvent> events = new ConcurrentLinkedQueue<>();
    public final DualWriteModule module;

    private VerifiedStores(UnaryOperator<DualWriteModuleBuilder> options) {
        module = options.apply(DualWriteModule.builder(TYPE.module())
                        .legacy(legacyBackend)
                        .target(targetBackend)
                        .types(TYPE)
                        .stage(Stage.LEGACY_ONLY)
                        .follower(PATIENT)
                        .withoutReconciler())
                .open();
    }

    /** Both stores empty, the module in this stage. */
    public static VerifiedStores in(Stage stage) {
        return in(stage, UnaryOperator.identity());
    }

    /** Both stores empty, the module in this stage. */
    public static VerifiedStores in(Stage stage, UnaryOperator<DualWriteModuleBuilder> options) {
        VerifiedStores stores = new VerifiedStores(options);
        stores.walkTo(stage);
        return stores;
    }

    /** Dual writing, with so many records on the legacy side that nobody has written through the library. */
    public static VerifiedStores beforeBackfill(int records) {
        VerifiedStores stores = in(Stage.DUAL_WRITE);
        for (int i = 0; i < records; i++) {
            stores.legacy.putUnversioned(key(i), full());
        }
        return stores;
    }

    public void walkTo(Stage stage) {
        for (Stage next : module.stage().walkTo(stage)) {
            assertThat(module.moveTo(next)).isInstanceOf(MoveResult.Moved.class);
        }
    }

    /** Writes as a caller does, and lets it arrive. */
    public void put(RecordKey key, Struct content) {
        assertThat(store().put(key, content, Precondition.none()).isApplied()).isTrue();
        replicate();
    }

    public void delete(RecordKey key) {
        assertThat(store().delete(key, Precondition.none()).isApplied()).isTrue();
        replicate();
    }

    public void replicate() {
        for (int i = 0; i < 5; i++) {
            ReconcileResult ignored = module.reconcile();
        }
        assertThat(module.drain(Duration.ofSeconds(10))).isTrue();
    }

    public RecordStore store() {
        return module.store(TYPE);
    }

    public VerificationReport verify() {
        return verification(VerificationSettings.defaults().withRecheck(AT_ONCE))
                .run(module.stage());
    }

    public Verification verification(VerificationSettings settings) {
        return new Verification(pair, settings, events::add);
    }

    public Repair repair() {
        ProtocolSettings settings = ProtocolSettings.defaults();
        return module.stage().leader() == Side.LEGACY
                ? Repair.legacyLeads(
                        pair, EpochView.of(legacyBackend.control()), settings, AT_ONCE, events::add, NO_PAUSE)
                : Repair.targetLeads(
                        pair, EpochView.of(targetBackend.control()), settings, AT_ONCE, events::add, NO_PAUSE);
    }

    public <T extends DualWriteEvent> List<T> received(Class<T> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Override
    public void close() {
        module.close();
    }

    public static RecordKey key(int number) {
        return RecordKey.global(String.format("A-%04d", number));
    }

    /** A record in which every field is filled. */
    public static Struct full() {
        return Struct.builder()
                .put("summary", "a summary")
                .put("count", Value.of(42))
                .put("price", new Value.Decimal(new BigDecimal("1.10")))
                .put("modifiedAt", Value.of(Instant.parse("2024-02-29T23:59:59.123Z")))
                .put("tags", Value.Items.of(Value.of("x"), Value.of("y")))
                .put(
                        "detail",
                        Struct.builder()
                                .put("nothing", Value.Null.NULL)
                                .put("n", Value.of(1))
                                .build())
                .put("aliases", Value.Items.of(Value.of("CVE-1"), Value.of("CVE-2"), Value.of("CVE-3")))
                .put("affected", Value.Items.of(affected("left"), affected("right")))
                .build();
    }

    /** One affected package. */
    public static Struct affected(String name) {
        Struct range = Struct.builder()
                .put("type", "SEMVER")
                .put("events", Value.Items.of(Value.of("0"), Value.of("1.2.3")))
                .build();
        return Struct.builder()
                .put("package", name)
                .put("ranges", Value.Items.of(range, range))
                .build();
    }
}
