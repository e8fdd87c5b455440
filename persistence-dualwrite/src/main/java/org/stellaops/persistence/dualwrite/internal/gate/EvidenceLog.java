// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.gate;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.GateAnswer;
import org.stellaops.persistence.dualwrite.gate.GateEvidence.PreflightEvidence;
import org.stellaops.persistence.dualwrite.gate.GateEvidence.VerificationEvidence;
import org.stellaops.persistence.dualwrite.gate.GateOverride;
import org.stellaops.persistence.dualwrite.internal.control.EntryText;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.identity.Pulse;
import org.stellaops.persistence.dualwrite.internal.identity.StoreClock;
import org.stellaops.persistence.dualwrite.preflight.PreflightReport;
import org.stellaops.persistence.dualwrite.verify.VerificationCounts;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.Together;

/**
 * What was verified, when the store that leads began to lead, and which gates were overridden: entries in the store that leads.
 * Ages are those for which processes served the module; instants are kept for persons only.
 */
public final class EvidenceLog {

    private static final String VERIFIED = "verified/";
    private static final String PREFLIGHT = "preflight/";
    private static final String LEAD = "lead";
    private static final String OVERRIDE = "override/";

    private final ModuleStores stores;
    private final InstantSource clock;
    private final LongSupplier timeline;

    public EvidenceLog(ModuleStores stores, InstantSource clock) {
        this(stores, clock, () -> stores.targetControl().timeline());
    }

    private EvidenceLog(ModuleStores stores, InstantSource clock, LongSupplier timeline) {
        this.stores = stores;
        this.clock = clock;
        this.timeline = timeline;
    }

    /**
     * What is kept now, of which each part is read once: for one check of all gates.
     *
     * @param types the entity types of the module, asked for with the first question
     */
    public EvidenceLog readOnce(Supplier<List<String>> types) {
        AtomicReference<Optional<Long>> read = new AtomicReference<>(Optional.empty());
        return new EvidenceLog(
                new ModuleStores(
                        stores.module(),
                        stores.pairs(),
                        stores.legacyControl(),
                        stores.targetControl(),
                        stores.legacyLetters(),
                        stores.targetLetters(),
                        new ReadOnce(stores.legacyEntries(), () -> mostAskedFor(types.get()), stores.together()),
                        new ReadOnce(stores.targetEntries(), () -> mostAskedFor(types.get()), stores.together()),
                        stores.together()),
                clock,
                () -> read.updateAndGet(it -> it.or(() -> Optional.of(timeline.getAsLong())))
                        .orElseThrow());
    }

    private static List<String> mostAskedFor(List<String> types) {
        return Stream.concat(
                        Stream.of(LEAD, StoreClock.ENTRY, GateNotes.DIVERGED, GateNotes.ROLLBACK),
                        types.stream().map(it -> VERIFIED + it))
                .toList();
    }

    /** How what depends on nothing else is looked up. */
    Together together() {
        return stores.together();
    }

    /**
     * The moment at which a verification begins.
     *
     * @param leader who leads
     * @param epoch in which it leads
     * @param served how long the module was served by then, in milliseconds
     * @param timeline of the target's server
     */
    public record Begun(Side leader, long epoch, long served, long timeline) {}

    /** Where evidence that is gathered from now on will count; empty if no store leads steadily. */
    public Optional<Begun> begin(Side leader) {
        return stores.control(leader)
                .find()
                .filter(it -> it.phase() == ControlRecord.Phase.STEADY)
                .map(it -> new Begun(
                        leader,
                        it.epoch(),
                        Pulse.now(stores.entries(leader)),
                        stores.targetControl().timeline()));
    }

    /** Keeps the outcome of a verification. */
    public void verified(Begun begun, VerificationReport report) {
        VerificationCounts counts = report.counts();
        put(
                begun.leader(),
                VERIFIED + report.entity(),
                EntryText.empty()
                        .with("verdict", report.verdict().name())
                        .with("complete", Boolean.toString(report.complete()))
                        .with("compared", counts.compared())
                        .with("divergent", counts.divergent())
                        .with("notComparable", counts.notComparable())
                        .with("unsettled", counts.unsettled())
                        .with("epoch", begun.epoch())
                        .with("served", begun.served())
                        .with("timeline", begun.timeline())
                        .with("at", clock.instant().toString()));
    }

    /** The last verification of a type since this store began to lead and its server became what it is. */
    public Optional<VerificationEvidence> verification(Side leader, String type) {
        ControlEntries entries = stores.entries(leader);
        long since = countsSince(leader);
        long target = timeline.getAsLong();
        return entries.find(VERIFIED + type)
                .map(it -> EntryText.read(it.text()))
                .filter(it -> it.number("epoch") >= since && it.number("timeline") == target)
                .map(it -> new VerificationEvidence(
                        it.text("verdict"),
                        it.number("compared"),
                        it.number("divergent"),
                        it.number("notComparable"),
                        Duration.ofMillis(Math.max(0, Pulse.now(entries) - it.number("served")))));
    }

    /** Keeps the outcome of a preflight. */
    public void preflighted(Begun begun, PreflightReport report) {
        put(
                begun.leader(),
                PREFLIGHT + report.entity(),
                EntryText.empty()
                        .with("verdict", report.verdict().name())
                        .with("complete", Boolean.toString(report.isComplete()))
                        .with("read", report.counts().read())
                        .with("refused", report.counts().refused())
                        .with("declaration", report.declaration())
                        .with("identity", report.identity())
                        .with("epoch", begun.epoch())
                        .with("served", begun.served())
                        .with("timeline", begun.timeline())
                        .with("at", clock.instant().toString()));
    }

    /**
     * The last preflight of a type since this store began to lead.
     *
     * @param declaration what the type declares now; empty if this process does not know it
     */
    public Optional<PreflightEvidence> preflight(Side leader, String type, Optional<String> declaration) {
        ControlEntries entries = stores.entries(leader);
        long since = countsSince(leader);
        return entries.find(PREFLIGHT + type)
                .map(it -> EntryText.read(it.text()))
                .filter(it -> it.number("epoch") >= since)
                .filter(it -> declaration.map(it.text("declaration")::equals).orElse(true))
                .map(it -> new PreflightEvidence(
                        it.text("verdict"),
                        it.number("read"),
                        it.number("refused"),
                        Boolean.parseBoolean(it.text("complete")),
                        it.text("identity"),
                        Duration.ofMillis(Math.max(0, Pulse.now(entries) - it.number("served")))));
    }

    /**
     * Notes since when a store leads, if what is noted is of a former lead.
     *
     * @param after an epoch in which the other store led; 0 to note only what was never noted
     */
    public void noteLead(Side leader, ControlRecord record, long after) {
        ControlEntries entries = stores.entries(leader);
        boolean noted = entries.find(LEAD)
                .filter(it -> EntryText.read(it.text()).number("epoch") > after)
                .isPresent();
        if (!noted) {
            put(
                    leader,
                    LEAD,
                    EntryText.empty()
                            .with("epoch", record.epoch())
                            .with("served", Pulse.now(entries))
                            .with("at", clock.instant().toString()));
        }
    }

    /** For how long processes have served the module since the store began to lead; nothing if that is not known. */
    public Duration servedSinceLead(Side leader) {
        ControlEntries entries = stores.entries(leader);
        return entries.find(LEAD)
                .map(it -> Pulse.now(entries) - EntryText.read(it.text()).number("served"))
                .map(it -> Duration.ofMillis(Math.max(0, it)))
                .orElse(Duration.ZERO);
    }

    /** What is noted beside verifications and preflights. */
    public GateNotes notes() {
        return new GateNotes(stores, this, clock);
    }

    /** What was found earlier is of another lead, or of fewer tenants. */
    private long countsSince(Side leader) {
        return Math.max(leadEpoch(leader), stores.control(leader).coveredSince());
    }

    /** In which epoch the store began to lead; 0 if that is not known. */
    long leadEpoch(Side leader) {
        return stores.entries(leader)
                .find(LEAD)
                .map(it -> EntryText.read(it.text()).number("epoch"))
                .orElse(0L);
    }

    /** Keeps for good who ordered a step that gates refuse. */
    public void overridden(
            Side leader, String id, Stage from, Stage to, GateOverride override, List<GateAnswer> refused) {
        put(
                leader,
                OVERRIDE + id,
                EntryText.empty()
                        .with("from", from.name())
                        .with("to", to.name())
                        .with("by", override.by())
                        .with("reason", override.reason())
                        .with(
                                "gates",
                                refused.stream().map(GateAnswer::describe).collect(Collectors.joining("\n")))
                        .with("at", clock.instant().toString()));
    }

    private void put(Side side, String name, EntryText text) {
        ControlEntries entries = stores.entries(side);
        entries.find(name)
                .ifPresentOrElse(it -> entries.replace(it, text.write()), () -> entries.insert(name, text.write()));
    }
}
