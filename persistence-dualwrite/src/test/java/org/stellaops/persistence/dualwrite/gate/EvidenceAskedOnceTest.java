// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.GateEvidence.DivergenceEvidence;
import org.stellaops.persistence.dualwrite.gate.GateEvidence.RollbackEvidence;
import org.stellaops.persistence.dualwrite.gate.GateEvidence.SignOff;
import org.stellaops.persistence.dualwrite.internal.gate.AskedOnce;
import org.stellaops.persistence.dualwrite.vitals.Vitals;
import org.stellaops.persistence.spi.MigrationsState;

/** What is asked once is answered as the evidence has it, the second time as well. */
class EvidenceAskedOnceTest {

    private static final Map<String, Function<GateEvidence, Object>> QUESTIONS = Map.ofEntries(
            Map.entry("module", GateEvidence::module),
            Map.entry("types", GateEvidence::types),
            Map.entry("backfill", it -> it.backfill("things")),
            Map.entry("verification", it -> it.verification("things")),
            Map.entry("preflight", it -> it.preflight("things")),
            Map.entry("leftBehind", it -> it.leftBehind("things")),
            Map.entry("pending", GateEvidence::pending),
            Map.entry("deadLetters", GateEvidence::deadLetters),
            Map.entry("openDivergences", GateEvidence::openDivergences),
            Map.entry("members", GateEvidence::members),
            Map.entry("servedSinceLead", GateEvidence::servedSinceLead),
            Map.entry("migrations", GateEvidence::migrations),
            Map.entry("coverage", GateEvidence::coverage),
            Map.entry("lastDivergence", GateEvidence::lastDivergence),
            Map.entry("signOff", it -> it.signOff(Stage.TARGET_LED)),
            Map.entry("lastRollback", GateEvidence::lastRollback));

    private static KnownEvidence evidence() {
        KnownEvidence evidence = new KnownEvidence();
        evidence.leftBehind = 1;
        evidence.pending = 2;
        evidence.deadLetters = 3;
        evidence.openDivergences = 4;
        evidence.members.add(KnownEvidence.member("a", Stage.SHADOW_READ, true, Vitals.UNKNOWN));
        evidence.migrations = new MigrationsState(5, List.of("V6"), List.of(), List.of(), List.of());
        evidence.lastDivergence = Optional.of(new DivergenceEvidence(Duration.ofSeconds(7)));
        evidence.signOff = Optional.of(new SignOff("ann", "checked", "2026-11-27T00:00:00Z", Duration.ofSeconds(8)));
        evidence.lastRollback =
                Optional.of(new RollbackEvidence("errors", Duration.ofSeconds(9), Duration.ofSeconds(10)));
        return evidence;
    }

    @Test
    void everyQuestionIsAnsweredAsTheEvidenceHasIt() {
        KnownEvidence evidence = evidence();
        AskedOnce once = new AskedOnce(evidence);

        QUESTIONS.forEach((question, of) -> {
            assertThat(of.apply(once))
                    .as(question)
                    .isEqualTo(of.apply(evidence))
                    .isNotEqualTo(Optional.empty());
            assertThat(of.apply(once)).as("%s, again", question).isEqualTo(of.apply(evidence));
        });
    }

    @Test
    void everyQuestionHasATest() {
        assertThat(GateEvidence.class.getDeclaredMethods())
                .filteredOn(it -> !it.isSynthetic())
                .extracting(Method::getName)
                .containsExactlyInAnyOrderElementsOf(QUESTIONS.keySet());
    }
}
