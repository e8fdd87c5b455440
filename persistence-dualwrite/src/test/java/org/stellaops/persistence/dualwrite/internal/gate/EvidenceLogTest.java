// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.GateAnswer;
import org.stellaops.persistence.dualwrite.gate.GateEvidence.PreflightEvidence;
import org.stellaops.persistence.dualwrite.gate.GateEvidence.VerificationEvidence;
import org.stellaops.persistence.dualwrite.gate.GateOverride;
import org.stellaops.persistence.dualwrite.internal.control.EntryText;
import org.stellaops.persistence.dualwrite.internal.gate.EvidenceLog.Begun;
import org.stellaops.persistence.dualwrite.preflight.PreflightCounts;
import org.stellaops.persistence.dualwrite.preflight.PreflightReport;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.VerificationCounts;
import org.stellaops.persistence.dualwrite.verify.VerificationMode;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;

/** Evidence counts for the lead, the server and the declaration of which it was taken, and ages by the time served. */
class EvidenceLogTest {

    private final ServedStores stores = new ServedStores();
    private final EvidenceLog log = stores.log;

    @ParameterizedTest
    @EnumSource(Side.class)
    void aVerificationIsKeptInTheStoreThatLeadsWithTheMomentAtWhichItBegan(Side leader) {
        stores.leads(leader, 3);
        stores.served(leader, 1_000);
        stores.timeline = 4;
        Begun begun = log.begin(leader).orElseThrow();
        assertThat(begun).isEqualTo(new Begun(leader, 3, 1_000, 4));

        log.verified(begun, report(new VerificationCounts(5, 1, 2, 3, 4, 0, 0)));
        stores.served(leader, 1_700);

        assertThat(log.verification(leader, "things"))
                .contains(new VerificationEvidence("FAIL", 11, 10, 4, Duration.ofMillis(700)));
        assertThat(log.verification(leader, "others")).isEmpty();
        assertThat(log.verification(leader.other(), "things")).isEmpty();
        assertThat(text(leader, "verified/things").text("at")).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(text(leader, "verified/things").number("unsettled")).isZero();
    }

    /** The parts that gates most likely ask for come with the first; of another lead, or by another server, nothing counts either way. */
    @ParameterizedTest
    @EnumSource(Side.class)
    void whatIsReadOnceSaysTheSame(Side leader) {
        stores.leads(leader, 3);
        stores.served(leader, 1_000);
        log.verified(log.begin(leader).orElseThrow(), report(new VerificationCounts(5, 1, 2, 3, 4, 0, 0)));
        AtomicInteger asked = new AtomicInteger();
        EvidenceLog once = log.readOnce(() -> {
            asked.incrementAndGet();
            return List.of("things");
        });

        assertThat(once.verification(leader, "things"))
                .isEqualTo(log.verification(leader, "things"))
                .isPresent();
        log.verified(log.begin(leader).orElseThrow(), report(new VerificationCounts(9, 0, 0, 0, 0, 0, 0)));
        stores.timeline = 2;

        assertThat(once.verification(leader, "things").orElseThrow().compared()).isEqualTo(11);
        assertThat(asked).hasValue(1);
        assertThat(log.readOnce(List::of).verification(leader, "things")).isEqualTo(log.verification(leader, "things"));
    }

    @Test
    void aStoreThatDoesNotLeadSteadilyTakesNoEvidence() {
        assertThat(log.begin(Side.TARGET)).isEmpty();

        stores.set(Side.LEGACY, new ControlRecord(Phase.MOVING, 1));

        assertThat(log.begin(Side.LEGACY)).isEmpty();
    }

    @Test
    void theLastVerificationReplacesTheOneBefore() {
        log.verified(begun(), report(new VerificationCounts(5, 1, 0, 0, 0, 0, 0)));
        log.verified(begun(), report(new VerificationCounts(6, 0, 0, 0, 0, 0, 0)));

        assertThat(log.verification(Side.LEGACY, "things"))
                .contains(new VerificationEvidence("PASS", 6, 0, 0, Duration.ZERO));
    }

    @ParameterizedTest
    @CsvSource({"2, false", "3, true", "4, true"})
    void aVerificationOfBeforeThePresentLeadDoesNotCount(long epoch, boolean counts) {
        log.verified(new Begun(Side.LEGACY, epoch, 0, 1), report(new VerificationCounts(5, 0, 0, 0, 0, 0, 0)));
        log.preflighted(new Begun(Side.LEGACY, epoch, 0, 1), preflight());
        log.noteLead(Side.LEGACY, new ControlRecord(Phase.STEADY, 3), 0);

        assertThat(log.verification(Side.LEGACY, "things").isPresent()).isEqualTo(counts);
        assertThat(log.preflight(Side.LEGACY, "things", Optional.empty()).isPresent())
                .isEqualTo(counts);
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1, true", "2, false"})
    void aVerificationOfAnotherServerOfTheTargetDoesNotCount(long now, boolean counts) {
        log.verified(begun(), report(new VerificationCounts(5, 0, 0, 0, 0, 0, 0)));

        stores.timeline = now;

        assertThat(log.verification(Side.LEGACY, "things").isPresent()).isEqualTo(counts);
    }

    @Test
    void aClockThatWentBackMakesNothingYoungerThanNow() {
        stores.served(Side.LEGACY, 1_000);
        log.verified(begun(), report(new VerificationCounts(5, 0, 0, 0, 0, 0, 0)));
        log.preflighted(begun(), preflight());
        log.noteLead(Side.LEGACY, new ControlRecord(Phase.STEADY, 1), 0);

        stores.served(Side.LEGACY, 400);

        assertThat(log.verification(Side.LEGACY, "things").orElseThrow().age()).isZero();
        assertThat(log.preflight(Side.LEGACY, "things", Optional.empty())
                        .orElseThrow()
                        .age())
                .isZero();
        assertThat(log.servedSinceLead(Side.LEGACY)).isZero();
    }

    @Test
    void aPreflightCountsForItsDeclarationOnly() {
        stores.served(Side.LEGACY, 1_000);
        PreflightReport report = preflight();
        log.preflighted(begun(), report);
        stores.served(Side.LEGACY, 1_250);

        PreflightEvidence evidence =
                new PreflightEvidence("NOT_CHECKED", 9, 2, false, report.identity(), Duration.ofMillis(250));
        assertThat(log.preflight(Side.LEGACY, "things", Optional.of("as declared")))
                .contains(evidence);
        assertThat(log.preflight(Side.LEGACY, "things", Optional.empty())).contains(evidence);
        assertThat(log.preflight(Side.LEGACY, "things", Optional.of("otherwise")))
                .isEmpty();
        assertThat(log.preflight(Side.LEGACY, "others", Optional.empty())).isEmpty();
    }

    @Test
    void aLeadIsNotedOnceAndAnewWhenTheOtherStoreLedMeanwhile() {
        assertThat(log.leadEpoch(Side.LEGACY)).isZero();
        assertThat(log.servedSinceLead(Side.LEGACY)).isZero();
        stores.served(Side.LEGACY, 1_000);
        log.noteLead(Side.LEGACY, new ControlRecord(Phase.STEADY, 5), 0);

        stores.served(Side.LEGACY, 3_000);
        log.noteLead(Side.LEGACY, new ControlRecord(Phase.STEADY, 6), 4);

        assertThat(log.leadEpoch(Side.LEGACY)).isEqualTo(5);
        assertThat(log.servedSinceLead(Side.LEGACY)).isEqualTo(Duration.ofSeconds(2));

        log.noteLead(Side.LEGACY, new ControlRecord(Phase.STEADY, 6), 5);

        assertThat(log.leadEpoch(Side.LEGACY)).isEqualTo(6);
        assertThat(log.servedSinceLead(Side.LEGACY)).isZero();
        assertThat(log.leadEpoch(Side.TARGET)).isZero();
    }

    @Test
    void anOverrideIsKeptWithWhatTheGatesSaid() {
        log.overridden(
                Side.LEGACY,
                "id",
                Stage.SHADOW_READ,
                Stage.TARGET_LED,
                new GateOverride("ann", "a drill"),
                List.of(GateAnswer.refused("one", "bad", "mend"), GateAnswer.refused("two", "worse", "mend")));

        EntryText kept = text(Side.LEGACY, "override/id");
        assertThat(List.of(
                        kept.text("from"), kept.text("to"), kept.text("by"), kept.text("reason"), kept.text("gates")))
                .containsExactly("SHADOW_READ", "TARGET_LED", "ann", "a drill", "one: bad; mend\ntwo: worse; mend");
    }

    private Begun begun() {
        return log.begin(Side.LEGACY).orElseThrow();
    }

    private EntryText text(Side side, String name) {
        return EntryText.read(stores.entries(side).find(name).orElseThrow().text());
    }

    private static VerificationReport report(VerificationCounts counts) {
        return new VerificationReport(
                "module",
                "things",
                Stage.SHADOW_READ,
                VerificationMode.DEEP,
                counts.divergent() > 0 ? Verdict.FAIL : Verdict.PASS,
                true,
                counts,
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    private static PreflightReport preflight() {
        return new PreflightReport(
                "module",
                "things",
                "as declared",
                new PreflightCounts(9, 2, 0, 0),
                List.of(),
                List.of(),
                List.of("the target was not asked"));
    }
}
