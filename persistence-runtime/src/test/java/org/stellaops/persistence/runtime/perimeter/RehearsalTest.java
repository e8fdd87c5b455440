// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.perimeter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.audit.AuditAction;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.cutover.Rehearsal;
import org.stellaops.persistence.runtime.cutover.RehearsalReport;
import org.stellaops.persistence.runtime.cutover.RehearsalSettings;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;
import org.stellaops.persistence.testkit.fault.FaultProxy;

/** A rehearsal moves the lead there and back under the load of two services, loses nothing, and proves what it says. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class RehearsalTest {

    private static final String STAGES = "follow-interval: 100ms, lease: 1s, gates: { watch: 1ms }";
    private static final Duration BOUND = Duration.ofSeconds(20);

    private Fleet fleet;
    private Persistence operator;

    @BeforeEach
    void open(MongoEngine mongo, PostgresEngine postgres) {
        fleet = new Fleet(mongo.createDatabase(), postgres.createDatabase("rehearsal"));
        operator = fleet.open(fleet.yaml(Stage.DUAL_WRITE, STAGES), it -> it.withoutReconcilers(), Fleet.NOTE);
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void theLeadGoesThereAndBackUnderLoad() {
        Persistence first = fleet.open(fleet.yaml(Stage.DUAL_WRITE, STAGES), it -> it, Fleet.NOTE);
        Persistence second = fleet.open(fleet.yaml(Stage.DUAL_WRITE, STAGES), it -> it, Fleet.NOTE);
        Fleet.put(first, "n", 50);
        Fleet.walk(operator, Stage.SHADOW_READ);
        Fleet.awaitStage(second, Stage.SHADOW_READ);
        assertThat(Fleet.desk(operator).backfill()).allMatch(BackfillRun::isFinished);

        RehearsalReport report;
        RollingLoad load = new RollingLoad();
        try (load) {
            load.add(new RollingLoad.Service(first, List.of(Fleet.NOTE)));
            load.add(new RollingLoad.Service(second, List.of(Fleet.NOTE)));
            load.start(List.of(Fleet.NOTE));
            await().atMost(Fleet.PATIENCE).until(() -> verdict() == Verdict.PASS);
            report = Rehearsal.run(
                    Fleet.desk(operator), new RehearsalSettings(BOUND, Duration.ofSeconds(3), "an operator"));
        }
        for (String id : load.acknowledged(Fleet.NOTE)) {
            assertThat(first.records(Fleet.NOTE).find(RecordKey.global(id)))
                    .as("%s", id)
                    .isPresent();
        }
        System.out.println(
                "rehearsal: there=" + report.there().map(Duration::toMillis).orElse(-1L) + "ms back="
                        + report.back().map(Duration::toMillis).orElse(-1L) + "ms calls="
                        + report.vitals().calls().all() + " divergences=" + report.divergences() + " " + load.counts()
                        + " lost=0");
        assertThat(report.isPassed()).as("%s", report.describe()).isTrue();
        assertThat(report.endedIn()).isEqualTo(Stage.SHADOW_READ);
        assertThat(report.there())
                .hasValueSatisfying(it -> assertThat(it).isPositive().isLessThanOrEqualTo(BOUND));
        assertThat(report.back())
                .hasValueSatisfying(it -> assertThat(it).isPositive().isLessThanOrEqualTo(BOUND));
        assertThat(report.whileTargetLed())
                .extracting(VerificationReport::verdict)
                .containsOnly(Verdict.PASS);
        assertThat(report.whileTargetLed())
                .extracting(VerificationReport::stage)
                .containsOnly(Stage.TARGET_LED);
        assertThat(report.afterwards()).extracting(VerificationReport::verdict).containsOnly(Verdict.PASS);
        assertThat(report.vitals().calls().all()).isPositive();
        assertThat(report.divergences()).isZero();
        assertThat(load.acknowledged()).isPositive();

        assertThat(Fleet.desk(operator).dualWrite().drain(Fleet.PATIENCE)).isTrue();
        assertThat(verdict()).isEqualTo(Verdict.PASS);
        await().atMost(Fleet.PATIENCE)
                .until(() -> Fleet.desk(operator).preview(Stage.TARGET_LED).isAllowed());
        assertThat(Fleet.desk(operator).auditTrail().stream()
                        .filter(it -> it.action().kind() == AuditAction.Kind.ORDERED))
                .singleElement()
                .satisfies(
                        it -> assertThat(it.action().by() + ": " + it.action().reason())
                                .isEqualTo("an operator: a rehearsal of the cutover"));
    }

    @Test
    void itDoesNotBeginWhereTheCutoverWouldNot() {
        Fleet.put(operator, "n", 3);
        assertThat(rehearse(operator, BOUND).reasons())
                .singleElement()
                .asString()
                .contains("desk is in dual-write; a rehearsal begins in shadow-read");

        Fleet.walk(operator, Stage.SHADOW_READ);
        RehearsalReport refused = rehearse(operator, BOUND);

        assertThat(refused.isPassed()).isFalse();
        assertThat(refused.there()).isEmpty();
        assertThat(refused.reasons()).anyMatch(it -> it.contains("the backfill of notes was never begun"));
        assertThat(refused.endedIn()).isEqualTo(Stage.SHADOW_READ);
        assertThat(Fleet.desk(operator).auditTrail())
                .noneMatch(it -> it.action().subject().contains("target-led"));
    }

    /** A distant PostgreSQL makes each step of a change of leader take longer than the bound allows for all. */
    @Test
    void aPauseThatCannotBeKeptIsNotMade() {
        Fleet.put(operator, "n", 3);
        Fleet.walk(operator, Stage.SHADOW_READ);
        assertThat(Fleet.desk(operator).backfill()).allMatch(BackfillRun::isFinished);
        assertThat(Fleet.desk(operator).dualWrite().drain(Fleet.PATIENCE)).isTrue();
        assertThat(verdict()).isEqualTo(Verdict.PASS);

        RehearsalReport report;
        try (FaultProxy link = FaultProxy.before(fleet.postgres().address())) {
            Persistence distant = fleet.open(
                    fleet.yaml(Stage.SHADOW_READ, STAGES, link.address()), it -> it.withoutReconcilers(), Fleet.NOTE);
            link.delay(Duration.ofMillis(25));
            report = rehearse(distant, Duration.ofMillis(20));
            fleet.close(distant);
        }

        assertThat(report.there()).isEmpty();
        assertThat(report.reasons()).anyMatch(it -> it.contains("the pause is predicted to be longer than 20 ms"));
        assertThat(report.endedIn()).isEqualTo(Stage.SHADOW_READ);
        assertThat(Fleet.desk(operator).legacy().control().read().leads()).isTrue();
    }

    private static RehearsalReport rehearse(Persistence persistence, Duration bound) {
        return Rehearsal.run(Fleet.desk(persistence), new RehearsalSettings(bound, Duration.ZERO, "an operator"));
    }

    private Verdict verdict() {
        return Fleet.desk(operator).verify().get(0).verdict();
    }
}
