// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.perimeter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.admission.ReadmissionPlan;
import org.stellaops.persistence.dualwrite.admission.ReadmissionReport;
import org.stellaops.persistence.dualwrite.admission.StoreNotAdmittedException;
import org.stellaops.persistence.dualwrite.admission.StoreProblem.Kind;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.runtime.OpenReadmission;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** An empty, foreign, restored or rewound store is recognised, refused by name, and admitted again by command. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class StoreIdentityTest {

    private static final int PUTS = 200;

    private MongoEngine mongoEngine;
    private PostgresEngine engine;
    private MongoDatabaseName mongo;
    private Fleet fleet;

    @BeforeEach
    void open(MongoEngine mongoServer, PostgresEngine postgresServer) {
        mongoEngine = mongoServer;
        engine = postgresServer;
        mongo = mongoServer.createDatabase();
        fleet = new Fleet(mongo, postgresServer.createDatabase("identity"));
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void anEmptyPostgresDoesNotBecomeLeaderAtStart() {
        PostgresDatabase right = fleet.postgres();
        targetLeads();

        fleet.with(engine.createDatabase("empty"));
        assertThatThrownBy(() -> fleet.open(Stage.TARGET_LED, Fleet.NOTE))
                .isInstanceOfSatisfying(
                        StoreNotAdmittedException.class,
                        it -> assertThat(it.problems()).singleElement().satisfies(problem -> {
                            assertThat(problem.side()).isEqualTo(Side.TARGET);
                            assertThat(problem.kind()).isEqualTo(Kind.EMPTY);
                        }))
                .hasMessageContaining("the target store knows nothing of this module")
                .hasMessageContaining("readmit");

        Persistence again = fleet.with(right).open(Stage.TARGET_LED, Fleet.NOTE);
        assertThat(Fleet.found(again, "n", PUTS)).isEqualTo(PUTS);
    }

    @Test
    void thePostgresOfAnotherInstallationDoesNotBecomeLeaderAtStart() {
        PostgresDatabase right = fleet.postgres();
        PostgresDatabase wrong = engine.createDatabase("wrong");
        targetLeads();
        try (Fleet other = new Fleet(mongoEngine.createDatabase(), wrong)) {
            Persistence foreign = other.open(Stage.LEGACY_ONLY, Fleet.NOTE);
            Fleet.walk(foreign, Stage.TARGET_LED);
        }

        assertThatThrownBy(() -> fleet.with(wrong).open(Stage.TARGET_LED, Fleet.NOTE))
                .isInstanceOf(StoreNotAdmittedException.class)
                .hasMessageContaining("another installation");

        Persistence again = fleet.with(right).open(Stage.TARGET_LED, Fleet.NOTE);
        assertThat(Fleet.found(again, "n", PUTS)).isEqualTo(PUTS);
    }

    @Test
    void aBackupOfPostgresFromBeforeTheCutoverDoesNotBecomeLeaderAtStart() {
        PostgresDatabase right = fleet.postgres();
        Persistence first = fleet.open(Stage.SHADOW_READ, Fleet.NOTE);
        Fleet.put(first, "before", 5);
        awaitClocks(first);
        fleet.close(first);
        PostgresDatabase backup = engine.createDatabase("backup", right);
        targetLeads();

        assertThatThrownBy(() -> fleet.with(backup).open(Stage.TARGET_LED, Fleet.NOTE))
                .isInstanceOf(StoreNotAdmittedException.class)
                .hasMessageContaining("the target store")
                .hasMessageContaining("a backup was restored");

        Persistence again = fleet.with(right).open(Stage.TARGET_LED, Fleet.NOTE);
        assertThat(Fleet.found(again, "n", PUTS)).isEqualTo(PUTS);
    }

    @Test
    void aBackupOfPostgresFromWithinTheSameEpochDoesNotBecomeLeaderAtStart() {
        PostgresDatabase right = fleet.postgres();
        targetLeads();
        PostgresDatabase backup = engine.createDatabase("backup", right);
        Persistence first = fleet.open(Stage.TARGET_LED, Fleet.NOTE);
        Fleet.put(first, "later", 5);
        awaitClocks(first);
        fleet.close(first);

        assertThatThrownBy(() -> fleet.with(backup).open(Stage.TARGET_LED, Fleet.NOTE))
                .isInstanceOf(StoreNotAdmittedException.class)
                .hasMessageContaining("ms of service");
    }

    @Test
    void aTargetThatIsLostForGoodIsReadmittedFromTheLegacyStore() {
        targetLeads();
        fleet.with(engine.createDatabase("fresh"));
        assertThatThrownBy(() -> fleet.open(Stage.TARGET_LED, Fleet.NOTE))
                .isInstanceOf(StoreNotAdmittedException.class);

        Config config = Config.parse(fleet.yaml(Stage.TARGET_LED, "follow-interval: 100ms, lease: 1s"), Map.of());
        try (OpenReadmission readmission =
                fleet.builder(config, it -> it, Fleet.NOTE).readmission(Fleet.MODULE)) {
            ReadmissionPlan plan = readmission.plan().orElseThrow();
            assertThat(plan.describe())
                    .contains("The legacy store will lead")
                    .contains("Lost is what the target store acknowledged as leader and had not replicated");
            ReadmissionReport report = readmission.carryOut(plan, "the volume was lost");
            assertThat(report.isEqual()).isTrue();
        }

        Persistence again = fleet.open(Stage.TARGET_LED, Fleet.NOTE);
        assertThat(Fleet.desk(again).stage()).isEqualTo(Stage.DUAL_WRITE);
        assertThat(Fleet.found(again, "n", PUTS)).isEqualTo(PUTS);
        Fleet.walk(again, Stage.TARGET_LED);
        assertThat(Fleet.found(again, "n", PUTS)).isEqualTo(PUTS);
    }

    @Test
    void anEmptiedMongoDoesNotLeadWhileTheTargetDoes() {
        targetLeads();
        MongoBackup.empty(mongo);

        Persistence first = fleet.open(Stage.TARGET_LED, Fleet.NOTE);
        assertThat(Fleet.found(first, "n", PUTS)).isEqualTo(PUTS);
        assertThat(Fleet.desk(first).stageStatus().problem())
                .hasValueSatisfying(it -> assertThat(it.kind()).isEqualTo(Kind.EMPTY));
        assertThat(Fleet.refusal(Fleet.desk(first).moveTo(Stage.SHADOW_READ)))
                .singleElement()
                .asString()
                .contains("the legacy store knows nothing of this module", "readmit");

        readmitAndMoveBack(first);
    }

    @Test
    void aRestoredMongoDoesNotLeadWhileTheTargetDoes() {
        Persistence before = fleet.open(Stage.SHADOW_READ, Fleet.NOTE);
        Fleet.put(before, "n", 2);
        Fleet.put(before, "gone", 3);
        awaitClocks(before);
        fleet.close(before);
        MongoBackup backup = MongoBackup.of(mongo);
        Persistence deleting = fleet.open(Stage.SHADOW_READ, Fleet.NOTE);
        for (int i = 0; i < 3; i++) {
            assertThat(deleting.store(Fleet.Note.class)
                            .delete("gone" + i, org.stellaops.persistence.Precondition.none())
                            .isApplied())
                    .isTrue();
        }
        fleet.close(deleting);
        targetLeads();
        backup.restore(mongo);

        Persistence first = fleet.open(Stage.SHADOW_READ, Fleet.NOTE);

        assertThat(Fleet.desk(first).stage()).isEqualTo(Stage.TARGET_LED);
        assertThat(Fleet.found(first, "n", PUTS)).isEqualTo(PUTS);
        assertThat(Fleet.refusal(Fleet.desk(first).moveTo(Stage.SHADOW_READ)))
                .singleElement()
                .asString()
                .contains("a backup was restored");

        readmitAndMoveBack(first);
        assertThat(Fleet.found(first, "gone", 3)).isZero();
    }

    @Test
    void aStoreThatIsRestoredWhileServicesRunIsNoticedAndNothingIsSentToIt() {
        Persistence first = fleet.open(Stage.LEGACY_ONLY, Fleet.NOTE);
        Fleet.walk(first, Stage.TARGET_LED);
        Fleet.put(first, "n", 5);
        awaitClocks(first);

        MongoBackup.empty(mongo);

        await().atMost(Fleet.PATIENCE)
                .until(() -> Fleet.desk(first).stageStatus().problem().isPresent());
        Fleet.put(first, "m", 5);
        assertThat(Fleet.desk(first).dualWrite().pendingDepth()).isGreaterThanOrEqualTo(5);
    }

    /** Both at once: what a restart of PostgreSQL and an operator's mistake with MongoDB may come to. */
    @Test
    void aStoreThatIsEmptiedWhileTheLeaderIsAwayKeepsNoProcessFromStarting() {
        targetLeads();
        try (Links links = new Links(mongoEngine, engine);
                Fleet running = new Fleet(links.via(mongo), links.via(fleet.postgres()))) {
            Persistence first = running.open(Stage.TARGET_LED, Fleet.NOTE);
            links.refuse(Side.TARGET);
            MongoBackup.empty(mongo);
            await().atMost(Fleet.PATIENCE)
                    .until(() -> !Fleet.desk(first).health().leaderAnswers());
            await().atMost(Fleet.PATIENCE)
                    .pollDelay(Duration.ofMillis(500))
                    .until(() -> !Fleet.desk(first).health().leaderAnswers());
            links.forward(Side.TARGET);

            Persistence second = fleet.open(Stage.TARGET_LED, Fleet.NOTE);

            assertThat(Fleet.found(second, "n", PUTS)).isEqualTo(PUTS);
            assertThat(Fleet.desk(second).stageStatus().problem().orElseThrow().text())
                    .contains("the legacy store knows nothing of this module");
            readmitAndMoveBack(second);
        }
    }

    @Test
    void withTheLegacyStoreAloneNoProcessStartsAgainstItsConfiguration() {
        PostgresDatabase right = fleet.postgres();
        Persistence before = fleet.open(Stage.SHADOW_READ, Fleet.NOTE);
        awaitClocks(before);
        fleet.close(before);
        MongoBackup backup = MongoBackup.of(mongo);
        targetLeads();
        backup.restore(mongo);
        fleet.with(new PostgresDatabase(
                java.net.InetSocketAddress.createUnresolved("localhost", 1), right.name(), right.user(), ""));

        assertThatThrownBy(() -> fleet.open(Stage.TARGET_LED, Fleet.NOTE))
                .isInstanceOf(StoreNotAdmittedException.class)
                .hasMessageContaining("cannot be asked");
    }

    private void readmitAndMoveBack(Persistence first) {
        ReadmissionReport report =
                Fleet.desk(first).readmit("MongoDB was restored").orElseThrow();
        assertThat(report.plan().loss()).contains("No acknowledged write is lost");
        assertThat(report.isEqual()).isTrue();
        await().atMost(Fleet.PATIENCE)
                .until(() -> Fleet.desk(first).stageStatus().problem().isEmpty());
        assertThat(Fleet.desk(first).verify())
                .extracting(VerificationReport::verdict)
                .isEqualTo(List.of(Verdict.PASS));
        Fleet.walk(first, Stage.SHADOW_READ);
        assertThat(Fleet.found(first, "n", PUTS)).isEqualTo(PUTS);
    }

    /** 200 records that both stores hold, and the target leads. */
    private void targetLeads() {
        Persistence first = fleet.open(Stage.SHADOW_READ, it -> it.gates(StageGate.none()), Fleet.NOTE);
        Fleet.walk(first, Stage.TARGET_LED);
        Fleet.put(first, "n", PUTS);
        assertThat(Fleet.desk(first).dualWrite().drain(Fleet.PATIENCE)).isTrue();
        awaitClocks(first);
        fleet.close(first);
    }

    /** Until each store has noted of the other what it has now. */
    private static void awaitClocks(Persistence persistence) {
        long legacy = clock(Fleet.desk(persistence).legacy().entries(), "own");
        long target = clock(Fleet.desk(persistence).target().entries(), "own");
        await().atMost(Fleet.PATIENCE)
                .until(() -> clock(Fleet.desk(persistence).target().entries(), "peer") > legacy
                        && clock(Fleet.desk(persistence).legacy().entries(), "peer") > target);
    }

    private static long clock(org.stellaops.persistence.spi.ControlEntries entries, String member) {
        return entries.find("clock")
                .map(it -> java.util.regex.Pattern.compile("\"" + member + "\":\"(\\d+)\"")
                        .matcher(it.text()))
                .filter(java.util.regex.Matcher::find)
                .map(it -> Long.parseLong(it.group(1)))
                .orElse(0L);
    }
}
