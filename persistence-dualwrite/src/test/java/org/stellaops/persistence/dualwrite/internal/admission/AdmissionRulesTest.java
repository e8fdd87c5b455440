// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.admission.StoreProblem;
import org.stellaops.persistence.dualwrite.admission.StoreProblem.Kind;
import org.stellaops.persistence.dualwrite.internal.identity.StoreClock;
import org.stellaops.persistence.dualwrite.internal.identity.StoreIdentity;
import org.stellaops.persistence.dualwrite.internal.identity.StoreView;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;

/** Who may lead at a start, one test for each row of the decision. */
class AdmissionRulesTest {

    private final StoreException noAnswer = new StoreException(Fault.Kind.UNAVAILABLE, "no answer", null);

    @Test
    void aNewModuleBeginsWithTheLegacyStore() {
        assertThat(decide(blank(Side.LEGACY), blank(Side.TARGET), Stage.DUAL_WRITE))
                .isEqualTo(new AdmissionDecision.Introduce());
        assertRefused(blank(Side.LEGACY), blank(Side.TARGET), Stage.TARGET_LED, "neither store knows the module");
    }

    @Test
    void theStoreThatLeadsServesWhateverTheConfigurationSays() {
        for (Stage wish : Stage.values()) {
            assertThat(decide(legacy(Phase.STEADY, 1), target(Phase.AWAY, 1), wish))
                    .isEqualTo(new AdmissionDecision.Serve(Side.LEGACY, Optional.empty()));
            assertThat(decide(legacy(Phase.AWAY, 3), target(Phase.STEADY, 3), wish))
                    .isEqualTo(new AdmissionDecision.Serve(Side.TARGET, Optional.empty()));
        }
    }

    @Test
    void twoStoresThatSayThatTheyLeadAreRefused() {
        assertRefused(legacy(Phase.STEADY, 3), target(Phase.STEADY, 3), Stage.TARGET_LED, "both stores say");
    }

    @Test
    void aLeadThatWasGivenAwayIsAssumedByTheStoreThatItWasGivenTo() {
        assertThat(decide(legacy(Phase.AWAY, 3), target(Phase.AWAY, 1), Stage.TARGET_LED))
                .isEqualTo(new AdmissionDecision.AssumeLeadership(Side.TARGET));
        assertThat(decide(legacy(Phase.AWAY, 3), target(Phase.AWAY, 5), Stage.TARGET_LED))
                .isEqualTo(new AdmissionDecision.AssumeLeadership(Side.LEGACY));
        assertRefused(
                legacy(Phase.AWAY, 3), target(Phase.AWAY, 3), Stage.TARGET_LED, "neither store says that it leads");
    }

    @Test
    void aStoreThatIsBeingFilledIsBarredAndNeverLeads() {
        assertThat(decide(filling(legacy(Phase.STEADY, 5)), target(Phase.AWAY, 5), Stage.DUAL_WRITE))
                .isInstanceOfSatisfying(AdmissionDecision.Serve.class, it -> {
                    assertThat(it.leader()).isEqualTo(Side.LEGACY);
                    assertThat(it.barred().map(StoreProblem::kind)).contains(Kind.UNFILLED);
                });
        assertRefused(filling(legacy(Phase.AWAY, 5)), target(Phase.STEADY, 5), Stage.TARGET_LED, "has not filled it");
    }

    @Test
    void withOneStoreAloneThatOneMustLeadAndBeExpectedTo() {
        StoreView silent = StoreView.unreachable(Side.TARGET, noAnswer);
        assertThat(decide(legacy(Phase.STEADY, 1), silent, Stage.DUAL_WRITE))
                .isEqualTo(new AdmissionDecision.Serve(Side.LEGACY, Optional.empty()));
        assertRefused(legacy(Phase.STEADY, 1), silent, Stage.TARGET_LED, "that one cannot be asked");
        assertUnreachable(
                legacy(Phase.AWAY, 1),
                silent,
                noAnswer,
                "the legacy store says, in epoch 1, that it does not lead",
                "persistence.postgres: no answer");
        assertThat(decide(blank(Side.LEGACY), silent, Stage.LEGACY_ONLY)).isEqualTo(new AdmissionDecision.Introduce());
        assertRefused(blank(Side.LEGACY), silent, Stage.DUAL_WRITE, "cannot be told from one whose legacy store");
        assertThatThrownBy(() ->
                        decide(StoreView.unreachable(Side.LEGACY, noAnswer), blank(Side.TARGET), Stage.LEGACY_ONLY))
                .isSameAs(noAnswer);
    }

    @Test
    void withoutEitherStoreBothAreNamed() {
        StoreException refused = new StoreException(Fault.Kind.REFUSED, "no right", null);
        assertUnreachable(
                StoreView.unreachable(Side.LEGACY, noAnswer),
                StoreView.unreachable(Side.TARGET, refused),
                refused,
                "persistence.mongo: no answer",
                "persistence.postgres: no right");
    }

    /** Of the kind that the store gave, which decides whether a start waits. */
    private static void assertUnreachable(StoreView legacy, StoreView target, StoreException cause, String... words) {
        assertThatThrownBy(() -> decide(legacy, target, Stage.DUAL_WRITE))
                .isInstanceOfSatisfying(StoreException.class, it -> {
                    assertThat(it.fault().kind()).isEqualTo(cause.fault().kind());
                    assertThat(it.fault().message()).contains(words);
                })
                .cause()
                .isSameAs(cause);
    }

    private static AdmissionDecision decide(StoreView legacy, StoreView target, Stage wish) {
        return AdmissionRules.decide(legacy, target, wish);
    }

    private static void assertRefused(StoreView legacy, StoreView target, Stage wish, String why) {
        assertThat(decide(legacy, target, wish))
                .isInstanceOfSatisfying(
                        AdmissionDecision.Refuse.class,
                        it -> assertThat(it.why()).contains(why));
    }

    private static StoreView blank(Side side) {
        return view(side, Optional.empty(), Optional.empty());
    }

    private static StoreView legacy(Phase phase, long epoch) {
        return view(
                Side.LEGACY,
                Optional.of(new ControlRecord(phase, epoch)),
                Optional.of(new StoreIdentity("pair", "l", Optional.of("t"), Optional.empty())));
    }

    private static StoreView target(Phase phase, long epoch) {
        return view(
                Side.TARGET,
                Optional.of(new ControlRecord(phase, epoch)),
                Optional.of(new StoreIdentity("pair", "t", Optional.of("l"), Optional.empty())));
    }

    private static StoreView filling(StoreView view) {
        return view(view.side(), view.control(), view.identity().map(it -> it.fillingPeer(true)));
    }

    private static StoreView view(Side side, Optional<ControlRecord> control, Optional<StoreIdentity> identity) {
        return new StoreView(
                side,
                Optional.empty(),
                true,
                control,
                identity,
                StoreClock.ZERO,
                StoreClock.ZERO,
                Optional.empty(),
                true);
    }
}
