// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.cutover.Stage.DUAL_WRITE;
import static org.stellaops.persistence.cutover.Stage.LEGACY_ONLY;
import static org.stellaops.persistence.cutover.Stage.RAMP_DOWN;
import static org.stellaops.persistence.cutover.Stage.SHADOW_READ;
import static org.stellaops.persistence.cutover.Stage.TARGET_LED;
import static org.stellaops.persistence.cutover.Stage.TARGET_ONLY;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.GateAnswer;
import org.stellaops.persistence.dualwrite.gate.GateEvidence;
import org.stellaops.persistence.dualwrite.gate.GateOverride;
import org.stellaops.persistence.dualwrite.gate.StepPreview;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.gate.ServedStores;
import org.stellaops.persistence.dualwrite.internal.identity.Pulse;
import org.stellaops.persistence.dualwrite.internal.identity.StoreClock;
import org.stellaops.persistence.dualwrite.internal.member.Membership;
import org.stellaops.persistence.dualwrite.internal.member.TypeRegistry;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.vitals.Vitals;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.LegacyStore;

/** What keeps a module from a step: the rules, its stores, its types, and last its gates. */
class StepChecksTest {

    private static final GateOverride OVERRIDE = new GateOverride("ann", "a drill");

    private final ServedStores stores = new ServedStores();
    private final List<GateAnswer> gates = new ArrayList<>();
    private final List<Side> asked = new ArrayList<>();
    private List<String> unprepared = List.of();
    private Optional<Fault> legacyFault = Optional.empty();

    @Test
    void aStepThatNothingObjectsToAsksTheGatesOfTheStoreThatLeads() {
        gates.add(GateAnswer.passed("one", "good"));

        StepPreview preview = checks().preview(DUAL_WRITE, SHADOW_READ);

        assertThat(preview).isEqualTo(new StepPreview(DUAL_WRITE, SHADOW_READ, List.of(), gates));
        assertThat(asked).containsExactly(Side.LEGACY);
        assertThat(checks().objections(preview, Optional.empty())).isEmpty();
    }

    @Test
    void aStepOverAStageIsRefusedBeforeAnyGateIsAsked() {
        assertThat(checks().preview(LEGACY_ONLY, SHADOW_READ).objections())
                .containsExactly("a module moves one step at a time: from legacy-only by way of dual-write");
        assertThat(checks().preview(TARGET_ONLY, RAMP_DOWN).objections())
                .singleElement()
                .asString()
                .startsWith("target-only is the point of no return");
        assertThat(asked).isEmpty();
    }

    @Test
    void whatAGateRefusesAnOverrideOrdersAndIsKept() {
        gates.add(GateAnswer.passed("one", "good"));
        gates.add(GateAnswer.refused("two", "bad", "mend it"));
        StepPreview preview = checks().preview(SHADOW_READ, TARGET_LED);

        assertThat(checks().objections(preview, Optional.empty())).containsExactly("two: bad; mend it");
        assertThat(stores.entries(Side.LEGACY).list("override/")).isEmpty();

        assertThat(checks().objections(preview, Optional.of(OVERRIDE))).isEmpty();
        assertThat(stores.entries(Side.LEGACY).list("override/"))
                .singleElement()
                .satisfies(it -> assertThat(it.text()).contains("ann", "a drill", "two: bad"));
    }

    @Test
    void anOverrideOfNothingIsNotKept() {
        StepPreview preview = checks().preview(SHADOW_READ, TARGET_LED);

        assertThat(checks().objections(preview, Optional.of(OVERRIDE))).isEmpty();

        assertThat(stores.entries(Side.LEGACY).list("override/")).isEmpty();
    }

    @Test
    void noOverrideLiftsWhatIsNoGate() {
        StepPreview preview = new StepPreview(SHADOW_READ, TARGET_LED, List.of("the store is gone"), List.of());

        assertThat(checks().objections(preview, Optional.of(OVERRIDE))).containsExactly("the store is gone");
    }

    @Test
    void aStoreThatIsNotTheRightOneKeepsTheModuleWhereItIs() {
        assertThat(checks().preview(DUAL_WRITE, SHADOW_READ).objections()).isEmpty();
        rewind(Side.TARGET);

        assertThat(checks().preview(DUAL_WRITE, SHADOW_READ).objections())
                .singleElement()
                .asString()
                .startsWith("the target store has lost at least")
                .endsWith("; the module does not move until the right store is back, or this one is readmitted; run:"
                        + " persistence readmit --config FILE --module module --dry-run");
        assertThat(checks().beforeDecision(Side.LEGACY)).isPresent();
    }

    @Test
    void aStageThatWritesToAStoreMustBeAbleToUseIt() {
        stores.target.fail(Optional.of(new Fault(Fault.Kind.REFUSED, "no table")));

        for (Stage next : List.of(DUAL_WRITE, TARGET_LED)) {
            Stage from = next == DUAL_WRITE ? LEGACY_ONLY : SHADOW_READ;
            assertThat(checks().preview(from, next).objections())
                    .singleElement()
                    .asString()
                    .startsWith("the target store, which the stage writes to, cannot be used: ")
                    .contains("no table");
        }
        assertThat(checks().preview(DUAL_WRITE, LEGACY_ONLY).objections()).isEmpty();
    }

    @Test
    void theLegacyStoreMustBeUsableWhereTheTargetLeads() {
        stores.leads(Side.TARGET, 3);
        legacyFault = Optional.of(new Fault(Fault.Kind.REFUSED, "no collection"));

        assertThat(checks().preview(TARGET_LED, RAMP_DOWN).objections())
                .singleElement()
                .asString()
                .startsWith("the legacy store, which the stage writes to, cannot be used: ")
                .contains("no collection");
        assertThat(checks().preview(RAMP_DOWN, TARGET_ONLY).objections()).isEmpty();
    }

    @Test
    void typesAreRegisteredInTheStoreThatWillBeWritten() {
        assertThat(checks().preview(LEGACY_ONLY, DUAL_WRITE).objections()).isEmpty();

        assertThat(registry().registered(Side.TARGET)).containsOnlyKeys("things");
    }

    @Test
    void aLegacyStoreWithoutItsIndexesIsPreparedFirst() {
        unprepared = List.of("index a", "index b");

        assertThat(checks().preview(LEGACY_ONLY, DUAL_WRITE).objections())
                .containsExactly("the legacy store is not prepared: index a; index b; run 'persistence prepare --module"
                        + " module' first");

        unprepared = List.of("fail");
        assertThat(checks().preview(LEGACY_ONLY, DUAL_WRITE).objections())
                .singleElement()
                .asString()
                .startsWith("whether the legacy store is prepared cannot be asked: ");
    }

    @Test
    void theLeadDoesNotMoveWhileATypeIsUnknownHere() {
        registry().register(Side.LEGACY, Map.of("others", "digest"));

        assertThat(checks().preview(SHADOW_READ, TARGET_LED).objections())
                .singleElement()
                .asString()
                .startsWith("records of entity type others were written");
        assertThat(checks().preview(DUAL_WRITE, SHADOW_READ).objections()).isEmpty();
        assertThat(checks().beforeDecision(Side.LEGACY).orElseThrow()).contains("entity type others");
        assertThat(registry().registered(Side.TARGET)).doesNotContainKey("others");
    }

    @Test
    void beforeTheDecisionTheNewLeaderIsToldOfTheTypes() {
        registry().register(Side.LEGACY, Map.of("things", "digest"));

        assertThat(checks().beforeDecision(Side.LEGACY)).isEmpty();

        assertThat(registry().registered(Side.TARGET)).containsOnlyKeys("things");
    }

    @Test
    void theGatesAreAskedOnceMoreUnlessTheyWereOverridden() {
        StepChecks.Asked asked = checks().ask(SHADOW_READ, TARGET_LED);
        assertThat(checks().gatesBeforeDecision(asked, Optional.empty())).isEmpty();
        gates.add(GateAnswer.passed("one", "good"));
        gates.add(GateAnswer.refused("two", "bad", "mend it"));

        assertThat(checks().gatesBeforeDecision(asked, Optional.empty())).contains("two: bad; mend it");
        assertThat(checks().gatesBeforeDecision(asked, Optional.of(OVERRIDE))).isEmpty();
    }

    private StepChecks checks() {
        ModuleStores module = module();
        return new StepChecks(
                module,
                new Pulse(module, () -> "id", Duration.ofSeconds(1), () -> 0),
                new Membership(module, "me", "1.0", Duration.ofSeconds(10), () -> 0, () -> Vitals.UNKNOWN),
                new TypeRegistry(module),
                step -> gates,
                this::evidence,
                stores.log);
    }

    private TypeRegistry registry() {
        return new TypeRegistry(stores.module());
    }

    /** It is only handed on to the gates. */
    private GateEvidence evidence(Side leader) {
        asked.add(leader);
        return (GateEvidence) Proxy.newProxyInstance(
                GateEvidence.class.getClassLoader(), new Class<?>[] {GateEvidence.class}, (proxy, called, args) -> {
                    throw new AssertionError("these gates ask for nothing");
                });
    }

    /** Both have been introduced; the other store remembers more service than this one has. */
    private void rewind(Side side) {
        String text = new StoreClock(0, 0, 0).write();
        var entries = stores.entries(side);
        entries.find(StoreClock.ENTRY)
                .ifPresentOrElse(it -> entries.replace(it, text), () -> entries.insert(StoreClock.ENTRY, text));
        var other = stores.entries(side.other());
        String noted = new StoreClock(5_000, 5_000, 1).write();
        other.find(StoreClock.ENTRY)
                .ifPresentOrElse(it -> other.replace(it, noted), () -> other.insert(StoreClock.ENTRY, noted));
    }

    private ModuleStores module() {
        LegacyStore real = stores.legacy.store(ServedStores.TYPE);
        LegacyStore legacy = (LegacyStore) Proxy.newProxyInstance(
                LegacyStore.class.getClassLoader(), new Class<?>[] {LegacyStore.class}, (proxy, called, args) -> {
                    if (called.getName().equals("unprepared")) {
                        if (unprepared.contains("fail")) {
                            throw new StoreException(Fault.Kind.UNAVAILABLE, "down", null);
                        }
                        return unprepared;
                    } else if (called.getName().equals("pendingCount") && legacyFault.isPresent()) {
                        throw new StoreException(legacyFault.get(), null);
                    }
                    try {
                        return called.invoke(real, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return new ModuleStores(
                "module",
                List.of(new EntityPair(ServedStores.TYPE, legacy, stores.target.store(ServedStores.TYPE))),
                stores.legacy.control(),
                stores.target.control(),
                DeadLetters.none(),
                DeadLetters.none(),
                stores.legacy.entries(),
                stores.target.entries());
    }
}
