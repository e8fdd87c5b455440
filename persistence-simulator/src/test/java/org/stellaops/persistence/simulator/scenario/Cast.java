// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.backfill.Backfill;
import org.stellaops.persistence.dualwrite.backfill.BackfillSettings;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.internal.compare.KeyComparer;
import org.stellaops.persistence.dualwrite.internal.compare.KeyComparison;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.failover.FenceMonitor;
import org.stellaops.persistence.dualwrite.internal.reconcile.LegacyReconciler;
import org.stellaops.persistence.dualwrite.internal.reconcile.TargetReconciler;
import org.stellaops.persistence.dualwrite.internal.tombstone.TombstoneRemoval;
import org.stellaops.persistence.dualwrite.repair.Repair;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.dualwrite.settings.Recheck;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRetention;
import org.stellaops.persistence.simulator.Model;
import org.stellaops.persistence.spi.Checkpoints;
import org.stellaops.persistence.spi.ControlStore;

/** Who moves in a simulated module: each actor is a process of its own, and runs the classes that the product runs. */
final class Cast {

    static final RecordKey KEY = RecordKey.global("k");

    private final SimulatedModule module;
    private final RecordKey key;
    private final String prefix;
    private final List<Model.Body> actors = new ArrayList<>();

    Cast(SimulatedModule module) {
        this(module, KEY, "");
    }

    /**
     * Actors on a key.
     *
     * @param prefix begins their names
     */
    Cast(SimulatedModule module, RecordKey key, String prefix) {
        this.module = module;
        this.key = key;
        this.prefix = prefix;
    }

    List<Model.Body> actors() {
        return List.copyOf(actors);
    }

    /** All of them, to be explored state by state. */
    ModuleModel model() {
        return new ModuleModel(module, actors(), List.of(key));
    }

    private Cast with(String role, Consumer<String> body) {
        long others = actors.stream()
                .filter(it -> it.name().startsWith(prefix + role))
                .count();
        String name = prefix + role + (others + 1);
        actors.add(new Model.Body(name, name, () -> body.accept(name)));
        return this;
    }

    private Cast withWork(String role, Runnable once) {
        return with(role, name -> {
            try {
                once.run();
            } catch (StoreException e) {
                module.observe("aborted: " + e.fault().kind());
            }
        });
    }

    /**
     * A caller while the lead stays where it is.
     *
     * @param letters its calls, as {@link Callers#call} has them
     */
    Cast caller(Side leader, int attempts, String letters) {
        return with("caller", name -> {
            String values = name.replace("caller", "");
            for (int i = 0; i < letters.length(); i++) {
                Callers.of(module, leader, name, attempts).call(letters.charAt(i), key, values + "." + (i + 1));
            }
        });
    }

    /** A caller that reads at the beginning of each call who leads, and may be paused over any change of that. */
    Cast wanderer(String letters) {
        return with("caller", name -> {
            String values = name.replace("caller", "");
            for (int i = 0; i < letters.length(); i++) {
                Callers.wandering(module, name).call(letters.charAt(i), key, values + "." + (i + 1));
            }
        });
    }

    /** One pass of the reconciler of a leading legacy store. */
    Cast legacyReconciler(Function<SimulatedModule, EpochView> epochs) {
        return withWork(
                "reconciler",
                () -> module.observe(new LegacyReconciler(
                                module.steppedPair(), epochs.apply(module), module.settings(3), event -> {})
                        .runOnce()
                        .toString()));
    }

    /** One pass of the reconciler of a leading target. */
    Cast targetReconciler(Function<SimulatedModule, EpochView> epochs) {
        return withWork(
                "reconciler",
                () -> module.observe(new TargetReconciler(
                                module.steppedPair(), epochs.apply(module), module.settings(3), event -> {})
                        .runOnce()
                        .toString()));
    }

    /** Moves the lead, to one side after the other. */
    Cast coordinator(Side... sides) {
        return with("coordinator", name -> Arrays.stream(sides).forEach(it -> moveTo(it, event -> {})));
    }

    /** As {@link #coordinator}, where states of it that have the same future count as one. */
    Cast forgetfulCoordinator(Side... sides) {
        return with(
                "coordinator",
                name -> Arrays.stream(sides).forEach(it -> {
                    module.nextCall();
                    moveTo(it, new RememberedStep(module));
                }));
    }

    private void moveTo(Side side, DualWriteListener listener) {
        try {
            module.observe(module.leaderChange(listener)
                    .moveTo(side, Duration.ZERO, (from, epoch) -> Optional.empty())
                    .toString());
        } catch (StoreException e) {
            module.observe("aborted: " + e.fault().kind());
        }
    }

    /** A whole backfill, whose checkpoints nobody else sees. */
    Cast backfill(Function<SimulatedModule, EpochView> epochs) {
        return withWork(
                "backfill",
                () -> module.observe(backfillOf(module.steppedPair(), epochs.apply(module), module.settings(3))
                        .run()
                        .counts()
                        .toString()));
    }

    static Backfill backfillOf(EntityPair pair, EpochView epochs, ProtocolSettings settings) {
        return new Backfill(
                pair,
                epochs,
                new OwnCheckpoints(),
                BackfillSettings.defaults().withReadAhead(0).withRetry(new Recheck(1, Duration.ZERO)),
                event -> {},
                settings.tokens(),
                InstantSource.fixed(Instant.EPOCH),
                () -> 0,
                pause -> {});
    }

    /** Removes what tombstones it may, behind an epoch advance. */
    Cast removal(Side leader) {
        return withWork(
                "removal",
                () -> module.observe(new TombstoneRemoval(module.steppedStores(), module.settings(3), event -> {})
                        .remove(leader, TombstoneRetention.defaults().withKeep(Duration.ZERO))
                        .toString()));
    }

    /** One look at the fence, which is restored if it is too low. */
    Cast fenceMonitor() {
        return withWork("monitor", () -> {
            ControlStore ofLegacy = module.steppedStores().control(Side.LEGACY);
            boolean restored = new FenceMonitor("simulated", ofLegacy, event -> {}).keep();
            module.observe("restored: " + restored);
        });
    }

    /** A pass of verification, which must not report what writes under way explain. */
    Cast verifier(Side leader) {
        return withWork("verifier", () -> {
            EntityPair pair = module.steppedPair();
            KeyComparison found = new KeyComparer(pair.legacy(), pair.target(), 1).compare(leader, key);
            SimulatedModule.require(
                    !(found instanceof KeyComparison.Differs), "a difference is reported that nobody made: " + found);
            module.observe(found.toString());
        });
    }

    /** A writer that changes the content of the record in the leader behind the library's back. */
    Cast bypassingWriter(Side leader) {
        return withWork("bypassing", () -> module.bypass(leader, key, "bypassed"));
    }

    /** A repair of the key. */
    Cast repair(Side leader) {
        return withWork("repair", () -> {
            Repair repair = repairOf(module.steppedPair(), leader, module.known(leader), module.settings(3));
            module.observe(repair.repair(key).toString());
        });
    }

    static Repair repairOf(EntityPair pair, Side leader, EpochView epochs, ProtocolSettings settings) {
        Recheck twice = new Recheck(2, Duration.ZERO);
        return leader == Side.LEGACY
                ? Repair.legacyLeads(pair, epochs, settings, twice, event -> {}, pause -> {})
                : Repair.targetLeads(pair, epochs, settings, twice, event -> {}, pause -> {});
    }

    /** Checkpoints that nobody else sees. */
    static final class OwnCheckpoints implements Checkpoints {

        private final Map<String, String> texts = new HashMap<>();

        @Override
        public Optional<String> load(String name) {
            return Optional.ofNullable(texts.get(name));
        }

        @Override
        public void save(String name, String text) {
            texts.put(name, text);
        }

        @Override
        public void clear(String name) {
            texts.remove(name);
        }
    }
}
