package org.stellaops.persistence.dualwrite.internal.admission;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
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
import org.stellaops.persistence.dualwrite.settings.Tokens;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore;

/** Carries a readmission out: takes the lead from the admitted store, begins an epoch, introduces, fills. */
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
        if (reason.isBlank()) {
            throw new IllegalArgumentException("a readmission needs a reason, since that is kept");
        } else if (!kinds(plan(plan.serving())).equals(kinds(plan))) {
            throw new IllegalStateException(
                    "the stores of module " + stores.module() + " are not as the plan found them: make another one");
        }
        StoreViews.Pair both = reachable();
        StoreView serving = both.of(plan.serving());
        StoreView admitted = both.of(plan.admitted());
        long epoch = LongStream.of(
                                serving.epoch(),
                                admitted.epoch(),
                                serving.clock().peerEpoch(),
                                admitted.clock().peerEpoch())
                        .max()
                        .orElse(0)
                + ABOVE;
        Stage stage = stage(serving);
        // First: from here on the admitted store leads nowhere, whatever becomes of the rest.
        write(plan.admitted(), new ControlRecord(Phase.AWAY, epoch, stage));
        write(plan.serving(), new ControlRecord(Phase.STEADY, epoch, stage));
        var unused = stores.legacyControl().raiseFence(epoch);
        introduce(serving, admitted, epoch);
        keep(plan, reason, epoch);
        return filling.fill(plan, stage, epoch);
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

    private void write(Side side, ControlRecord next) {
        ControlStore control = stores.control(side);
        ControlRecord now = control.initialise(next);
        while (!now.equals(next)) {
            if (control.compareAndSet(now, next)) {
                return;
            }
            now = control.read();
        }
    }

    /** The admitted store gets a new id, and what each knows of the other begins anew. */
    private void introduce(StoreView serving, StoreView admitted, long epoch) {
        StoreIdentity kept = serving.identity()
                .orElseGet(() -> new StoreIdentity(ids.next(), ids.next(), Optional.empty(), serving.server()));
        String fresh = ids.next();
        StoreIdentity made = new StoreIdentity(kept.pair(), fresh, Optional.of(kept.store()), admitted.server());
        StoreIdentity peer = new StoreIdentity(kept.pair(), kept.store(), Optional.of(fresh), serving.server());
        put(admitted.side(), StoreClock.ENTRY, new StoreClock(admitted.clock().own(), 0, epoch).write());
        put(serving.side(), StoreClock.ENTRY, new StoreClock(serving.clock().own(), 0, epoch).write());
        put(admitted.side(), StoreIdentity.ENTRY, made.write());
        put(serving.side(), StoreIdentity.ENTRY, peer.write());
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
