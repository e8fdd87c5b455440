// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.internal.admission.Admission;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.failover.DecisionCheck;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChange;
import org.stellaops.persistence.dualwrite.internal.failover.StageStep;
import org.stellaops.persistence.dualwrite.internal.gate.EvidenceLog;
import org.stellaops.persistence.dualwrite.internal.identity.Pulse;
import org.stellaops.persistence.dualwrite.internal.member.Membership;
import org.stellaops.persistence.dualwrite.internal.member.TypeRegistry;
import org.stellaops.persistence.dualwrite.internal.stage.StageRecords;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.Tokens;
import org.stellaops.persistence.dualwrite.vitals.Vitals;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.simulator.Run;
import org.stellaops.persistence.simulator.Told;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlStore;

/**
 * A module with its perimeter: stages in the control records, identities and clocks of the stores, members and types; and what an
 * operator may put in place of a store. The stores come to where they stand by the classes of the product.
 */
final class PerimeterWorld {

    static final RecordKey KEY = RecordKey.global("k");

    /** A key of the type that only the newer version of the service knows. */
    static final RecordKey NEWER_KEY = RecordKey.global("newer");

    static final EntityType<Document> TYPE = SimulatedModule.TYPE;
    static final EntityType<Document> NEWER =
            EntityType.builder("sim", "notes").fields(FieldDef.text("value")).build();

    private static final Duration BEAT = Duration.ofSeconds(4);
    private static final int BEATS = 3;

    final SimulatedModule module;
    private final Map<Side, Map<Replacement.Kind, Runnable>> replacements = new EnumMap<>(Side.class);
    private long ticks;
    private int ids;

    /** A module that stands in a stage and has been served for a while. */
    PerimeterWorld(Stage stage, Break broken) {
        this.module = SimulatedModule.blank(broken);
        // The newer type's stores exist from the beginning, so that what is restored holds them as well.
        ModuleStores real = real();
        for (Side side : Side.values()) {
            replacements.put(side, new EnumMap<>(Replacement.Kind.class));
            replacements.get(side).put(Replacement.Kind.EMPTY, keep(side));
        }
        prepareForeign(real);
        introduce(real, Stage.SHADOW_READ);
        serve(real);
        for (Side side : Side.values()) {
            replacements.get(side).put(Replacement.Kind.REWOUND, keep(side));
        }
        module.putReplicated(KEY, "first");
        walk(real, Stage.SHADOW_READ, stage);
        serve(real);
    }

    private PerimeterWorld(Break broken) {
        this.module = SimulatedModule.blank(broken);
        ModuleStores unused = real();
    }

    /** A module that no process has ever served. */
    static PerimeterWorld unknown(Break broken) {
        return new PerimeterWorld(broken);
    }

    /** Each store is taken from an installation in which it leads. */
    private void prepareForeign(ModuleStores real) {
        introduce(real, Stage.SHADOW_READ);
        module.legacy.store(TYPE).putUnversioned(KEY, SimulatedModule.content("foreign"));
        replacements.get(Side.LEGACY).put(Replacement.Kind.FOREIGN, keep(Side.LEGACY));
        walk(real, Stage.SHADOW_READ, Stage.TARGET_LED);
        replacements.get(Side.TARGET).put(Replacement.Kind.FOREIGN, keep(Side.TARGET));
        for (Side side : Side.values()) {
            replacements.get(side).get(Replacement.Kind.EMPTY).run();
        }
    }

    private Runnable keep(Side side) {
        return side == Side.LEGACY ? module.legacy.keep() : module.target.keep();
    }

    private void introduce(ModuleStores real, Stage stage) {
        Admission.Start unused = new Admission(real, () -> {}, ids()).require(stage);
        Membership first =
                new Membership(real, "before", "1", PerimeterProcess.LEASE, () -> ticks, () -> Vitals.UNKNOWN);
        TypeRegistry types = new TypeRegistry(real);
        Map<String, String> known = new TreeMap<>(first.types());
        known.remove(NEWER.name());
        types.register(Side.LEGACY, known);
        types.register(Side.TARGET, known);
    }

    /** Lets the clocks of both stores go on, and each note those of the other. */
    private void serve(ModuleStores real) {
        Pulse pulse = new Pulse(real, ids(), BEAT, () -> ticks);
        for (int i = 0; i < BEATS; i++) {
            SimulatedModule.require(pulse.beat().isEmpty(), "nothing is wrong yet");
            ticks += BEAT.toNanos();
        }
    }

    private void walk(ModuleStores real, Stage from, Stage to) {
        StageRecords records = new StageRecords(real);
        Stage at = from;
        for (Stage next : from.walkTo(to)) {
            if (next.leader() == at.leader()) {
                StageRecords.Leading leading = records.leading(at.leader()).orElseThrow();
                SimulatedModule.require(records.step(leading, next), "nobody else moves yet");
            } else {
                var unused = new LeaderChange(real, module.settings(3), event -> {}, () -> 0)
                        .moveTo(
                                new StageStep(
                                        at,
                                        next,
                                        real.control(at.leader()).read().epoch()),
                                Duration.ZERO,
                                DecisionCheck.NOTHING);
                noteLead(real, next);
            }
            at = next;
        }
    }

    private static void noteLead(ModuleStores real, Stage stage) {
        ControlRecord record = real.control(stage.leader()).read();
        new EvidenceLog(real, InstantSource.fixed(Instant.EPOCH)).noteLead(stage.leader(), record, record.epoch() - 1);
    }

    private Tokens ids() {
        return () -> "id" + ++ids;
    }

    /** The stores as they are, of every type. */
    ModuleStores real() {
        return module.realStores(List.of(TYPE, NEWER));
    }

    void begin(Run run) {
        module.begin(run);
    }

    /** An operator puts something else in place of a store, in one step. */
    void replace(Side side, Replacement.Kind kind) {
        boolean unused = module.steps()
                .run(side == Side.LEGACY ? "legacy" : "target", "is replaced: " + kind, true, () -> {
                    boolean ledBefore = control(side).read().leads();
                    replacements.get(side).get(kind).run();
                    Replacement.note(side, kind, ledBefore, control(side).read(), entries(side));
                    return true;
                });
    }

    /** A process that was started long ago takes the module on step by step, and writes where it has come to. */
    void goOn(Stage from, Stage to) {
        ModuleStores stores = module.steppedStores(List.of(TYPE));
        StageRecords records = new StageRecords(stores);
        for (Stage next : from.walkTo(to)) {
            Optional<StageRecords.Leading> leading =
                    records.leading(from.leader()).filter(it -> it.side() == from.leader());
            if (leading.filter(it -> records.step(it, next)).isEmpty()) {
                module.observe("kept from going on to " + next);
                return;
            }
        }
        RoutedProcess ahead = new RoutedProcess(
                stores,
                EpochView.of(stores.legacyControl()),
                EpochView.of(stores.targetControl()),
                module.settings(3),
                to);
        module.put("ahead", KEY, "ahead", ahead.store(), outcome -> Told.by(outcome, Precondition.none()));
    }

    /** What must hold in every state. */
    void checkState() {
        List<Replacement> replaced = replaced();
        for (Replacement it : replaced) {
            it.checkNotPromoted(control(it.side()).read());
        }
        if (replaced.isEmpty()) {
            SimulatedModule.require(
                    !(control(Side.LEGACY).read().leads()
                            && control(Side.TARGET).read().leads()),
                    "both stores lead");
        }
    }

    /** The stores that another database stands in for. */
    List<Replacement> replaced() {
        List<Replacement> replaced = new ArrayList<>();
        for (Side side : Side.values()) {
            Replacement.of(side, entries(side)).ifPresent(replaced::add);
        }
        return replaced;
    }

    /** The pairs of every type, with the key that is written in it. */
    Map<RecordKey, EntityPair> pairs() {
        Map<RecordKey, EntityPair> pairs = new TreeMap<>();
        List<EntityPair> all = real().pairs();
        pairs.put(KEY, all.get(0));
        pairs.put(NEWER_KEY, all.get(1));
        return pairs;
    }

    private ControlStore control(Side side) {
        return side == Side.LEGACY ? module.legacy.control() : module.target.control();
    }

    private ControlEntries entries(Side side) {
        return side == Side.LEGACY ? module.legacy.entries() : module.target.entries();
    }
}
