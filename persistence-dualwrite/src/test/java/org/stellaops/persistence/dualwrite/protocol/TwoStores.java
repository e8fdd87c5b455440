// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.failover.DecisionCheck;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChange;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChangeResult;
import org.stellaops.persistence.dualwrite.internal.reconcile.LegacyReconciler;
import org.stellaops.persistence.dualwrite.internal.reconcile.ReconcileResult;
import org.stellaops.persistence.dualwrite.internal.reconcile.Reconciler;
import org.stellaops.persistence.dualwrite.internal.reconcile.TargetReconciler;
import org.stellaops.persistence.dualwrite.internal.replicate.ForwardSender;
import org.stellaops.persistence.dualwrite.internal.replicate.ProvisionalCleanup;
import org.stellaops.persistence.dualwrite.internal.replicate.ReverseSender;
import org.stellaops.persistence.dualwrite.internal.replicate.SendResult;
import org.stellaops.persistence.dualwrite.internal.tombstone.TombstoneRemoval;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult;
import org.stellaops.persistence.dualwrite.internal.write.LegacyDelete;
import org.stellaops.persistence.dualwrite.internal.write.LegacyPut;
import org.stellaops.persistence.dualwrite.internal.write.TargetDelete;
import org.stellaops.persistence.dualwrite.internal.write.TargetPut;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRemovalResult;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRetention;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryLegacyStore;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetStore;
import org.stellaops.persistence.value.Struct;

/** Both stores of one entity type in memory, and the operations of the protocol over them. */
final class TwoStores {

    static final EntityType<Document> TYPE = EntityType.builder("module", "things")
            .fields(FieldDef.text("x").optional(), FieldDef.text("note").optional())
            .unique("things_x", "x")
            .build();
    static final RecordKey KEY = RecordKey.global("k");

    final MemoryLegacyBackend legacyBackend;
    final MemoryTargetBackend targetBackend = new MemoryTargetBackend();
    final MemoryLegacyStore legacy;
    final MemoryTargetStore target;
    final List<DualWriteEvent> events = new ArrayList<>();
    final ProtocolSettings settings;

    private final AtomicInteger tokens = new AtomicInteger();

    TwoStores() {
        this(ControlStore.FenceStrength.STRONG);
    }

    TwoStores(ControlStore.FenceStrength fence) {
        legacyBackend = new MemoryLegacyBackend(fence);
        legacy = legacyBackend.store(TYPE);
        target = targetBackend.store(TYPE);
        settings = ProtocolSettings.at(() -> Instant.EPOCH)
                .withGrace(Duration.ZERO)
                .withBatch(3)
                .withTokens(() -> "t" + tokens.incrementAndGet());
        assertThat(legacyBackend.control().initialise(new ControlRecord(ControlRecord.Phase.STEADY, 1)))
                .isNotNull();
        assertThat(targetBackend.control().initialise(new ControlRecord(ControlRecord.Phase.AWAY, 1)))
                .isNotNull();
    }

    /** Puts a control record in place of what is there. */
    static void set(ControlStore control, ControlRecord wanted) {
        ControlRecord now = control.read();
        assertThat(now.equals(wanted) || control.compareAndSet(now, wanted)).isTrue();
    }

    static Struct note(String text) {
        return Struct.builder().put("note", text).build();
    }

    static Struct unique(String value) {
        return Struct.builder().put("x", value).build();
    }

    EntityPair pair() {
        return new EntityPair(TYPE, legacy, target);
    }

    // Legacy leads. Each takes the store through which a process works, so that it can be paused.

    @CanIgnoreReturnValue
    LeaderWriteResult put(LegacyStore store, RecordKey key, Struct content) {
        return new LegacyPut(store, EpochView.of(legacyBackend.control()), settings)
                .put(key, content, Precondition.none());
    }

    LeaderWriteResult put(Struct content) {
        return put(legacy, KEY, content);
    }

    LeaderWriteResult delete(LegacyStore store) {
        return new LegacyDelete(store, EpochView.of(legacyBackend.control()), settings)
                .delete(KEY, Precondition.none());
    }

    LeaderWriteResult delete() {
        return delete(legacy);
    }

    SendResult send(LegacyStore store, LeaderWriteResult written) {
        return new ForwardSender(new EntityPair(TYPE, store, target), settings, events::add).sendFresh(written);
    }

    SendResult send(LeaderWriteResult written) {
        return send(legacy, written);
    }

    @CanIgnoreReturnValue
    LeaderWriteResult putAndSend(Struct content) {
        LeaderWriteResult written = put(content);
        assertThat(send(written)).isInstanceOf(SendResult.Replicated.class);
        return written;
    }

    ReconcileResult reconcile() {
        return new LegacyReconciler(pair(), EpochView.of(legacyBackend.control()), settings, events::add).runOnce();
    }

    // Target leads.

    LeaderWriteResult targetPut(TargetStore store, RecordKey key, Struct content) {
        return new TargetPut(store, EpochView.of(targetBackend.control()), settings, TargetWrite.PendingFlag.PENDING)
                .put(key, content, Precondition.none());
    }

    LeaderWriteResult targetPut(Struct content) {
        return targetPut(target, KEY, content);
    }

    LeaderWriteResult targetDelete(RecordKey key) {
        return new TargetDelete(
                        target, EpochView.of(targetBackend.control()), settings, TargetWrite.PendingFlag.PENDING)
                .delete(key, Precondition.none());
    }

    LeaderWriteResult targetDelete() {
        return targetDelete(KEY);
    }

    SendResult reverse(LegacyStore store, LeaderWriteResult written) {
        return sender(store).sendFresh(written);
    }

    /** Sends from the target to this legacy store. */
    ReverseSender sender(LegacyStore store) {
        return new ReverseSender(new EntityPair(TYPE, store, target), settings, events::add);
    }

    SendResult reverse(LeaderWriteResult written) {
        return reverse(legacy, written);
    }

    ReconcileResult reverseReconcile() {
        return new TargetReconciler(pair(), EpochView.of(targetBackend.control()), settings, events::add).runOnce();
    }

    int cleanUp(LegacyStore store) {
        return new ProvisionalCleanup(store, settings).cleanUp();
    }

    // Change of leader.

    ModuleStores module() {
        return module(pair());
    }

    /** The same over other stores of records, such as what a test pauses or lets fail. */
    ModuleStores module(EntityPair pair) {
        return new ModuleStores("module", List.of(pair), legacyBackend.control(), targetBackend.control());
    }

    ModuleStores withLegacyControl(ControlStore control) {
        return new ModuleStores("module", List.of(pair()), control, targetBackend.control());
    }

    ModuleStores withTargetControl(ControlStore control) {
        return new ModuleStores("module", List.of(pair()), legacyBackend.control(), control);
    }

    LeaderChange change(ModuleStores stores) {
        return new LeaderChange(stores, settings, events::add, System::nanoTime);
    }

    LeaderChangeResult move(Side to) {
        return change(module()).moveTo(to, Duration.ofSeconds(10), DecisionCheck.NOTHING);
    }

    TwoStores ledByTarget() {
        assertThat(move(Side.TARGET)).isInstanceOf(LeaderChangeResult.Moved.class);
        return this;
    }

    // Removal of tombstones.

    TombstoneRemovalResult removeTombstones(Side leader, ModuleStores stores, TombstoneRetention retention) {
        return new TombstoneRemoval(stores, settings, events::add).remove(leader, retention);
    }

    /** All that are settled, whatever their age. */
    @CanIgnoreReturnValue
    TombstoneRemovalResult.Removed removeTombstones(Side leader) {
        TombstoneRemovalResult result =
                removeTombstones(leader, module(), TombstoneRetention.defaults().withKeep(Duration.ZERO));
        assertThat(result).isInstanceOf(TombstoneRemovalResult.Removed.class);
        return (TombstoneRemovalResult.Removed) result;
    }

    /** As if by age alone: no epoch is raised. */
    void removeTombstonesNaively() {
        assertThat(target.removeTombstones(target.replicatedTombstones(Optional.empty(), 100)))
                .isPositive();
        assertThat(legacy.removeTombstones(legacy.replicatedTombstones(Optional.empty(), 100)))
                .isPositive();
    }

    // What must hold at rest.

    /** Reconciles until nothing is pending, and compares the stores. */
    void assertConverges(Side leader) {
        Reconciler reconciler = leader == Side.LEGACY
                ? new LegacyReconciler(pair(), EpochView.of(legacyBackend.control()), settings, events::add)
                : new TargetReconciler(pair(), EpochView.of(targetBackend.control()), settings, events::add);
        for (int i = 0; i < 20 && !reconciler.foundEmpty(); i++) {
            assertThat(reconciler.runOnce().blocked()).isZero();
        }
        assertThat(reconciler.foundEmpty()).as("nothing is pending").isTrue();
        assertThat(states(target.scan(Optional.empty()))).isEqualTo(states(legacy.scan(Optional.empty())));
    }

    Optional<Struct> inLegacy() {
        return legacy.find(KEY).map(it -> it.content());
    }

    Optional<Struct> inTarget() {
        return target.find(KEY).map(it -> it.content());
    }

    static Image image(LeaderWriteResult written) {
        return written.image().orElseThrow();
    }

    private static List<String> states(Scan<ScanEntry> scan) {
        List<String> states = new ArrayList<>();
        scan.forEachRemaining(it -> states.add(it.key() + " " + it.stamp() + " " + it.contentHash()));
        scan.close();
        return states;
    }
}
