// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.admission;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.admission.Readmission;
import org.stellaops.persistence.dualwrite.admission.ReadmissionPlan;
import org.stellaops.persistence.dualwrite.admission.ReadmissionReport;
import org.stellaops.persistence.dualwrite.admission.StoreProblem;
import org.stellaops.persistence.dualwrite.admission.StoreProblem.Kind;
import org.stellaops.persistence.dualwrite.internal.control.EntryText;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.identity.StoreClock;
import org.stellaops.persistence.dualwrite.internal.identity.StoreIdentity;
import org.stellaops.persistence.dualwrite.internal.identity.StoreView;
import org.stellaops.persistence.dualwrite.internal.identity.StoreViews;
import org.stellaops.persistence.dualwrite.internal.member.TypeRegistry;
import org.stellaops.persistence.dualwrite.settings.Tokens;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.Generation;

/**
 * Carries a readmission out: takes the lead from the admitted store, begins an epoch, introduces, fills. The store that serves
 * says from the first step to the last that it fills the other one, so that one which was interrupted is found and gone on with.
 */
public final class Readmitter implements Readmission {

    /** Above every epoch that either store ever was in, and above the one that a change of leader would begin. */
    private static final int ABOVE = 2;

    private final ModuleStores stores;
    private final Tokens ids;
    private final InstantSource clock;
    private final Filling filling;

    public Readmitter(ModuleStores stores, Tokens ids, InstantSource clock, Filling filling) {
        this.stores = stores;
        this.ids = ids;
        this.clock = clock;
        this.filling = filling;
    }

    /** Makes the store that follows equal to the one that leads. */
    @FunctionalInterface
    public interface Filling {

        /** Fills, repairs and verifies every entity type while this stage is in force. */
        ReadmissionReport fill(ReadmissionPlan plan, Stage stage, long epoch);
    }

    @Override
    public Optional<ReadmissionPlan> plan() {
        StoreViews.Pair both = reachable();
        return ReadmissionRules.serving(stores.module(), both.legacy(), both.target())
                .map(this::plan);
    }

    @Override
    public ReadmissionPlan plan(Side serving) {
        StoreViews.Pair both = reachable();
        return ReadmissionRules.plan(stores.module(), both.of(serving), both.of(serving.other()));
    }

    @Override
    public ReadmissionReport carryOut(ReadmissionPlan plan, String reason) {
        StoreViews.Pair both = reachable();
        require(plan, reason, both);
        StoreView serving = both.of(plan.serving());
        StoreView admitted = both.of(plan.admitted());
        long epoch = epochAbove(serving, admitted);
        Stage stage = stage(serving);
        StoreIdentity kept = kept(serving);
        // First, so that whatever becomes of the rest, the admitted store stays barred until it is filled.
        put(plan.serving(), StoreIdentity.ENTRY, kept.fillingPeer(true).write());
        // Then, so that the admitted store leads nowhere.
        Generation generation = generation(serving, admitted);
        write(plan.admitted(), new ControlRecord(Phase.AWAY, epoch, stage).in(generation));
        write(plan.serving(), new ControlRecord(Phase.STEADY, epoch, stage).in(generation));
        var unused = stores.legacyControl().raiseFence(epoch);
        StoreIdentity introduced = introduce(serving, kept, admitted, epoch);
        keep(plan, reason, epoch);
        ReadmissionReport report = filling.fill(plan, stage, epoch);
        if (report.isEqual()) {
            admit(plan.serving(), introduced);
        }
        return report;
    }

    /** Only what this readmission began: another one may have been carried out meanwhile. */
    private void admit(Side serving, StoreIdentity introduced) {
        ControlEntries entries = stores.entries(serving);
        boolean admitted = entries.find(StoreIdentity.ENTRY)
                .filter(it -> it.text().equals(introduced.write()))
                .map(it -> entries.replace(it, introduced.fillingPeer(false).write()))
                .orElse(false);
        if (!admitted) {
            throw new IllegalStateException("another readmission of module " + stores.module()
                    + " was begun before this one came to its end: that one counts; look at its plan again");
        }
    }

    private void require(ReadmissionPlan plan, String reason, StoreViews.Pair both) {
        ReadmissionPlan now = ReadmissionRules.plan(stores.module(), both.of(plan.serving()), both.of(plan.admitted()));
        if (reason.isBlank()) {
            throw new IllegalArgumentException("a readmission needs a reason, since that is kept");
        } else if (!kinds(now).equals(kinds(plan)) || now.losesWrites() != plan.losesWrites()) {
            throw new IllegalStateException(
                    "the stores of module " + stores.module() + " are not as the plan found them: make another one");
        }
        Set<String> unknown = unknownTypes();
        if (!unknown.isEmpty()) {
            throw new IllegalStateException("module " + stores.module() + ": records of entity types " + unknown
                    + " were written, and this process does not know these types, so that it would leave them out:"
                    + " readmit with a version that has them, or retire them first");
        }
    }

    private Set<String> unknownTypes() {
        TypeRegistry registry = new TypeRegistry(stores);
        Set<String> unknown = new TreeSet<>(registry.registered(Side.LEGACY).keySet());
        unknown.addAll(registry.registered(Side.TARGET).keySet());
        stores.pairs().forEach(it -> unknown.remove(it.type().name()));
        return unknown;
    }

    private static long epochAbove(StoreView serving, StoreView admitted) {
        return LongStream.of(
                                serving.epoch(),
                                admitted.epoch(),
                                serving.clock().peerEpoch(),
                                admitted.clock().peerEpoch())
                        .max()
                        .orElse(0)
                + ABOVE;
    }

    private StoreIdentity kept(StoreView serving) {
        return serving.identity()
                .orElseGet(() -> new StoreIdentity(ids.next(), ids.next(), Optional.empty(), serving.server()));
    }

    private static List<Kind> kinds(ReadmissionPlan plan) {
        return plan.problems().stream().map(StoreProblem::kind).toList();
    }

    /** The stage in which the serving store goes on to lead, or begins to. */
    private static Stage stage(StoreView serving) {
        Optional<Stage> known = serving.control().flatMap(ControlRecord::stage);
        if (serving.side() == Side.LEGACY) {
            return known.filter(it -> serving.leads() && it.leader() == Side.LEGACY)
                    .orElse(Stage.DUAL_WRITE);
        }
        return known.filter(it -> it.leader() == Side.TARGET && it != Stage.TARGET_ONLY)
                .orElse(Stage.TARGET_LED);
    }

    /** Tenants may be given to another cohort at the same time, which must not be taken back. */
    private void write(Side side, ControlRecord wanted) {
        ControlStore control = stores.control(side);
        ControlRecord now = control.initialise(wanted);
        ControlRecord next = wanted.in(now.generation().orLater(wanted.generation()));
        while (!now.equals(next)) {
            if (control.compareAndSet(now, next)) {
                return;
            }
            now = control.read();
            next = wanted.in(now.generation().orLater(wanted.generation()));
        }
    }

    /** That of the store that leads, and otherwise the latest that is known. */
    private static Generation generation(StoreView serving, StoreView admitted) {
        Generation own = serving.control().map(ControlRecord::generation).orElse(Generation.FIRST);
        return serving.leads()
                ? own
                : own.orLater(admitted.control().map(ControlRecord::generation).orElse(Generation.FIRST));
    }

    /** The admitted store gets a new id, and what each knows of the other begins anew. */
    private StoreIdentity introduce(StoreView serving, StoreIdentity kept, StoreView admitted, long epoch) {
        String fresh = ids.next();
        StoreIdentity made = new StoreIdentity(kept.pair(), fresh, Optional.of(kept.store()), admitted.server());
        StoreIdentity introduced =
                new StoreIdentity(kept.pair(), kept.store(), Optional.of(fresh), serving.server(), true);
        put(admitted.side(), StoreClock.ENTRY, new StoreClock(admitted.clock().own(), 0, epoch).write());
        put(serving.side(), StoreClock.ENTRY, new StoreClock(serving.clock().own(), 0, epoch).write());
        put(admitted.side(), StoreIdentity.ENTRY, made.write());
        put(serving.side(), StoreIdentity.ENTRY, introduced.write());
        return introduced;
    }

    private void keep(ReadmissionPlan plan, String reason, long epoch) {
        put(
                plan.serving(),
                "readmission/" + ids.next(),
                EntryText.empty()
                        .with("plan", plan.describe())
                        .with("reason", reason)
                        .with("epoch", epoch)
                        .with("at", clock.instant().toString())
                        .write());
    }

    private void put(Side side, String name, String text) {
        ControlEntries entries = stores.entries(side);
        boolean written = false;
        while (!written) {
            written =
                    entries.find(name).map(it -> entries.replace(it, text)).orElseGet(() -> entries.insert(name, text));
        }
    }

    private StoreViews.Pair reachable() {
        StoreViews.Pair both = StoreViews.both(stores);
        Optional<StoreException> failure =
                both.legacy().failure().or(() -> both.target().failure());
        if (failure.isPresent()) {
            throw failure.get();
        }
        return both;
    }
}
