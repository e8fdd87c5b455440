// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.gate;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.GateEvidence.DivergenceEvidence;
import org.stellaops.persistence.dualwrite.gate.GateEvidence.RollbackEvidence;
import org.stellaops.persistence.dualwrite.gate.GateEvidence.SignOff;
import org.stellaops.persistence.dualwrite.internal.control.EntryText;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.identity.Pulse;
import org.stellaops.persistence.spi.ControlEntries;

/**
 * Divergences that were confirmed, words of persons and rollbacks that nobody ordered: entries in the store that leads, each with the
 * time for which processes had served the module. One of before the present lead does not count.
 */
public final class GateNotes {

    static final String DIVERGED = "diverged";
    private static final String SIGNED = "sign-off/";
    static final String ROLLBACK = "rollback";
    /** The member of a rollback's note that says since which epoch the store that it left had led. */
    private static final String LEFT = "left";

    private final ModuleStores stores;
    private final EvidenceLog lead;
    private final InstantSource clock;

    GateNotes(ModuleStores stores, EvidenceLog lead, InstantSource clock) {
        this.stores = stores;
        this.lead = lead;
        this.clock = clock;
    }

    /** A process confirmed divergences a moment ago. */
    public void diverged(Side leader) {
        put(leader, DIVERGED, EntryText.empty());
    }

    Optional<DivergenceEvidence> lastDivergence(Side leader) {
        return find(leader, DIVERGED).map(it -> new DivergenceEvidence(age(leader, it)));
    }

    /** Somebody signs a step off; replaces an earlier word for the same step. */
    public void signedOff(Side leader, Stage to, String by, String reason) {
        put(leader, SIGNED + to.configName(), EntryText.empty().with("by", by).with("reason", reason));
    }

    /** Takes a word back; false if there was none. */
    public boolean withdraw(Side leader, Stage to) {
        ControlEntries entries = stores.entries(leader);
        return entries.find(SIGNED + to.configName()).map(entries::remove).orElse(false);
    }

    /** Who signed the step off last. */
    public Optional<SignOff> signOff(Side leader, Stage to) {
        return find(leader, SIGNED + to.configName())
                .map(it -> new SignOff(it.text("by"), it.text("reason"), it.text("at"), age(leader, it)));
    }

    /** The lead went, or is about to go, to this store without an order. */
    public void rolledBack(Side to, String reason, Duration coolDown) {
        put(
                to,
                ROLLBACK,
                EntryText.empty()
                        .with("reason", reason)
                        .with("coolDown", coolDown.toMillis())
                        .with(LEFT, lead.leadEpoch(to.other())));
    }

    /** The last automatic rollback to this store, in whatever epoch. */
    public Optional<RollbackEvidence> lastRollback(Side leader) {
        return stores.entries(leader).find(ROLLBACK).map(it -> rollback(leader, EntryText.read(it.text())));
    }

    /**
     * The last automatic rollback from the store that leads. One that was noted during its present lead was not made: the process died, or
     * could not take its note back.
     */
    public Optional<RollbackEvidence> lastRollbackFrom(Side leader) {
        Side led = leader.other();
        return stores.entries(led)
                .find(ROLLBACK)
                .map(it -> EntryText.read(it.text()))
                .filter(it -> !isOfPresentLead(leader, it))
                .map(it -> rollback(led, it));
    }

    private boolean isOfPresentLead(Side leader, EntryText rollback) {
        return rollback.find(LEFT).isPresent() && rollback.number(LEFT) == lead.leadEpoch(leader);
    }

    private RollbackEvidence rollback(Side side, EntryText note) {
        return new RollbackEvidence(note.text("reason"), Duration.ofMillis(note.number("coolDown")), age(side, note));
    }

    /** It did not go there after all. What is noted of an earlier rollback stays. */
    public void didNotRollBack(Side to) {
        ControlEntries entries = stores.entries(to);
        entries.find(ROLLBACK)
                .filter(it -> isOfPresentLead(to.other(), EntryText.read(it.text())))
                .ifPresent(entries::remove);
    }

    private Optional<EntryText> find(Side leader, String name) {
        return stores.entries(leader)
                .find(name)
                .map(it -> EntryText.read(it.text()))
                .filter(it -> it.number("epoch") >= lead.leadEpoch(leader));
    }

    private Duration age(Side side, EntryText entry) {
        return Duration.ofMillis(Math.max(0, Pulse.now(stores.entries(side)) - entry.number("served")));
    }

    private void put(Side side, String name, EntryText text) {
        ControlEntries entries = stores.entries(side);
        String whole = text.with("epoch", stores.control(side).read().epoch())
                .with("served", Pulse.now(entries))
                .with("at", clock.instant().toString())
                .write();
        entries.find(name).ifPresentOrElse(it -> entries.replace(it, whole), () -> entries.insert(name, whole));
    }
}
