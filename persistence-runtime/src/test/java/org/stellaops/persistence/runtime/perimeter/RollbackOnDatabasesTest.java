// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.perimeter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.audit.AuditAction;
import org.stellaops.persistence.dualwrite.audit.AuditAction.Kind;
import org.stellaops.persistence.dualwrite.audit.AuditRecord;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.RollbackEnded;
import org.stellaops.persistence.dualwrite.gate.GateOverride;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.member.Member;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.dualwrite.vitals.Tally;
import org.stellaops.persistence.dualwrite.vitals.Vitals;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;
import org.stellaops.persistence.testkit.fault.FaultProxy;
import org.stellaops.persistence.value.Value;

/**
 * What goes wrong in PostgreSQL while it leads, under the load of two services, makes the policy take the lead back: once, recorded,
 * without the loss of a write, and not again within the cool-down.
 */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class RollbackOnDatabasesTest {

    private static final int RECORDS = 50;
    private static final String STAGES = "follow-interval: 100ms, lease: 5s, window: 5s, gates: { watch: 1ms }";
    private static final String BY = "the rollback policy";
    private static final String THE_WAY_BACK = "target-led -> shadow-read";
    private static final Duration SEVERAL_LOOKS = Duration.ofSeconds(8);

    private final RollingLoad load = new RollingLoad();
    private MongoEngine engine;
    private Fleet fleet;

    @BeforeEach
    void open(MongoEngine mongo, PostgresEngine postgres) {
        engine = mongo;
        MongoDatabaseName name = mongo.createDatabase();
        fleet = new Fleet(name, postgres.createDatabase("rollback"));
    }

    @AfterEach
    void close() {
        load.close();
        fleet.close();
    }

    @Test
    void divergencesThatReadsConfirmTakeTheLeadBackOnce() throws SQLException {
        String policy = "shadow-read: { sample-rate: 1.0, max-in-flight: 8 },"
                + " rollback: { divergences: 0.05, least: 10, sustained: 1s, cool-down: 1h }";
        Persistence first = open(policy);
        Persistence second = open(policy);
        targetLeads(first);
        loaded(first, second);
        readOften(first, second, SEVERAL_LOOKS);
        assertThat(Fleet.desk(first).stage()).isEqualTo(Stage.TARGET_LED);

        assertThat(changePastTheLibrary("changed")).isEqualTo(RECORDS);
        await().atMost(Fleet.PATIENCE).until(() -> {
            readAll(first);
            readAll(second);
            return isIn(Stage.SHADOW_READ, first, second);
        });

        saidOnce(first, "compared reads diverged");
        answersAsAcknowledged(second);
        assertThat(Fleet.refusal(Fleet.desk(second).moveTo(Stage.TARGET_LED)))
                .anyMatch(it ->
                        it.contains("cool-down: rolled back automatically") && it.contains("compared reads diverged"));

        assertThat(Fleet.desk(second)
                        .moveTo(Stage.TARGET_LED, new GateOverride("an operator", "a drill with planted differences")))
                .isInstanceOf(MoveResult.Moved.class);
        Fleet.awaitStage(first, Stage.TARGET_LED);
        assertThat(changePastTheLibrary("changed again")).isEqualTo(RECORDS);
        await().atMost(Fleet.PATIENCE).until(() -> {
            readAll(first);
            readAll(second);
            Tally compared = vitals(first).comparisons();
            return compared.all() >= 10 && compared.share() > 0.05;
        });
        readOften(first, second, SEVERAL_LOOKS);

        assertThat(isIn(Stage.TARGET_LED, first, second)).isTrue();
        saidOnce(first, "compared reads diverged");
        assertThat(Fleet.desk(first).moveTo(Stage.SHADOW_READ)).isInstanceOf(MoveResult.Moved.class);
        Fleet.awaitStage(second, Stage.SHADOW_READ);
        nothingIsLost("divergences", second);
    }

    /** As an index that is built without CONCURRENTLY does: PostgreSQL answers reads and the library, but takes no writes to the table. */
    @Test
    void aTableThatTakesNoWritesTakesTheLeadBackAndAfterTheCoolDownAgain() throws SQLException {
        String policy = "rollback: { errors: 0.2, least: 10, sustained: 1s, cool-down: 5s }";
        Persistence first = open(policy);
        Persistence second = open(policy);
        targetLeads(first);
        loaded(first, second);

        whileWritesAreLockedOut(() -> {
            await().atMost(Fleet.PATIENCE).until(() -> isIn(Stage.SHADOW_READ, first, second));
            long before = load.acknowledged();
            await().atMost(Fleet.PATIENCE).until(() -> load.acknowledged() > before + RECORDS);
        });
        saidOnce(first, "calls failed");
        answersAsAcknowledged(second);

        readyToLead(first);
        Fleet.walk(first, Stage.TARGET_LED);
        Fleet.awaitStage(second, Stage.TARGET_LED);
        whileWritesAreLockedOut(
                () -> await().atMost(Fleet.PATIENCE).until(() -> isIn(Stage.SHADOW_READ, first, second)));

        await().atMost(Fleet.PATIENCE)
                .until(() -> fleet.received(RollbackEnded.class).size() == 2);
        assertThat(fleet.received(RollbackEnded.class))
                .allMatch(it -> it.refusals().isEmpty() && it.reached() == Stage.SHADOW_READ);
        assertThat(ordered(first)).hasSize(2);
        nothingIsLost("errors", second);
        assertThat(Fleet.desk(first).dualWrite().drain(Fleet.PATIENCE)).isTrue();
        assertThat(Fleet.desk(first).verify())
                .extracting(VerificationReport::verdict)
                .containsOnly(Verdict.PASS);
    }

    @Test
    void aSlowWayToPostgresqlTakesTheLeadBack() {
        String policy = "rollback: { latency: 500ms, least: 10, sustained: 1s, cool-down: 1h }";
        try (FaultProxy link = FaultProxy.before(fleet.postgres().address())) {
            Persistence first = open(policy, link.address());
            Persistence second = open(policy, link.address());
            targetLeads(first);
            loaded(first, second);

            link.delay(Duration.ofMillis(150));
            await().atMost(Fleet.PATIENCE).until(() -> isIn(Stage.SHADOW_READ, first, second));

            saidOnce(first, "99 of 100 calls ended within");
            nothingIsLost("latency", second);
            link.forward();
            load.close();
            fleet.close(first);
            fleet.close(second);
        }
    }

    /** A lead that could not go back stays, says why, and goes back once it can. */
    @Test
    void whileMongoIsDownTheLeadStays() throws SQLException {
        String policy = "rollback: { errors: 0.2, least: 10, sustained: 1s, cool-down: 1h }";
        try (FaultProxy link = FaultProxy.before(engine.address())) {
            Persistence first = openVia(policy, link.address());
            Persistence second = openVia(policy, link.address());
            targetLeads(first);
            loaded(first, second);
            link.refuse();

            whileWritesAreLockedOut(() -> {
                await().atMost(Fleet.PATIENCE)
                        .until(() -> !fleet.received(RollbackEnded.class).isEmpty());
                assertThat(fleet.received(RollbackEnded.class).get(0)).satisfies(it -> {
                    assertThat(it.refusals()).asString().contains("a store could not be asked", "MongoDB");
                    assertThat(it.reached()).isEqualTo(Stage.TARGET_LED);
                });
                assertThat(isIn(Stage.TARGET_LED, first, second)).isTrue();

                link.forward();
                await().atMost(Fleet.PATIENCE).until(() -> isIn(Stage.SHADOW_READ, first, second));
            });

            await().atMost(Fleet.PATIENCE)
                    .until(() -> fleet.received(RollbackEnded.class).stream()
                            .anyMatch(it -> it.refusals().isEmpty()));
            nothingIsLost("MongoDB down", second);
            load.close();
            fleet.close(first);
            fleet.close(second);
        }
    }

    private interface Work {
        void run() throws SQLException;
    }

    /** Reads do not wait for this lock, and neither does what the library keeps in other tables. */
    private void whileWritesAreLockedOut(Work work) throws SQLException {
        try (Connection connection = fleet.postgres().connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE desk.notes IN SHARE MODE");
            work.run();
            connection.rollback();
        }
    }

    /** Every record of before the load, by somebody who sends SQL. */
    private int changePastTheLibrary(String body) throws SQLException {
        try (Connection connection = fleet.postgres().connect();
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate(
                    "UPDATE desk.notes SET body = '" + body + "' WHERE " + Fleet.NOTE.idColumn() + " ~ '^n[0-9]+$'");
        }
    }

    private Persistence open(String module) {
        return open(module, fleet.postgres().address());
    }

    private Persistence open(String module, InetSocketAddress postgres) {
        return fleet.open(yaml(module, postgres), it -> it, Fleet.NOTE);
    }

    private Persistence openVia(String module, InetSocketAddress mongo) {
        String direct = "localhost:" + engine.address().getPort();
        String yaml = yaml(module, fleet.postgres().address());
        assertThat(yaml).contains(direct);
        return fleet.open(
                Config.parse(yaml.replace(direct, "localhost:" + mongo.getPort()), Map.of()), it -> it, Fleet.NOTE);
    }

    /** A write that waits for a lock ends soon, so that the load goes on; a slow connection may be slow to open. */
    private String yaml(String module, InetSocketAddress postgres) {
        String limits = "connect-timeout: 2s, statement-timeout: 5s";
        String yaml = fleet.yaml(Stage.DUAL_WRITE, STAGES, module, postgres);
        assertThat(yaml).contains(limits);
        return yaml.replace(limits, "connect-timeout: 10s, statement-timeout: 5s, lock-timeout: 300ms");
    }

    private static void targetLeads(Persistence first) {
        Fleet.put(first, "n", RECORDS);
        Fleet.walk(first, Stage.SHADOW_READ);
        assertThat(Fleet.desk(first).backfill()).allMatch(BackfillRun::isFinished);
        readyToLead(first);
        Fleet.walk(first, Stage.TARGET_LED);
    }

    /** What stands in the way for a while passes: the cool-down, the follower's errors, what is pending. */
    private static void readyToLead(Persistence persistence) {
        await().atMost(Fleet.PATIENCE).until(() -> {
            List<VerificationReport> reports = Fleet.desk(persistence).verify();
            return reports.stream().allMatch(it -> it.verdict() == Verdict.PASS)
                    && Fleet.desk(persistence).preview(Stage.TARGET_LED).isAllowed();
        });
    }

    private void loaded(Persistence first, Persistence second) {
        Fleet.awaitStage(second, Stage.TARGET_LED);
        load.add(new RollingLoad.Service(first, List.of(Fleet.NOTE)));
        load.add(new RollingLoad.Service(second, List.of(Fleet.NOTE)));
        load.start(List.of(Fleet.NOTE));
        await().atMost(Fleet.PATIENCE).until(() -> load.acknowledged() > RECORDS);
    }

    private static boolean isIn(Stage stage, Persistence... services) {
        return List.of(services).stream().allMatch(it -> Fleet.desk(it).stage() == stage);
    }

    private static void readAll(Persistence persistence) {
        assertThat(Fleet.found(persistence, "n", RECORDS)).isEqualTo(RECORDS);
    }

    private static void readOften(Persistence first, Persistence second, Duration howLong) {
        long end = System.nanoTime() + howLong.toNanos();
        await().atMost(Fleet.PATIENCE).until(() -> {
            readAll(first);
            readAll(second);
            return System.nanoTime() > end;
        });
    }

    /** What all services counted together. */
    private static Vitals vitals(Persistence persistence) {
        return Vitals.sum(Fleet.desk(persistence).stageStatus().members().stream()
                .map(Member::vitals)
                .toList());
    }

    /** By event and in the audit trail, with the reason, and the step was made after it was ordered. */
    private void saidOnce(Persistence persistence, String reason) {
        await().atMost(Fleet.PATIENCE)
                .until(() -> !fleet.received(RollbackEnded.class).isEmpty());
        assertThat(fleet.received(RollbackEnded.class)).singleElement().satisfies(it -> {
            assertThat(it.refusals()).isEmpty();
            assertThat(it.from()).isEqualTo(Stage.TARGET_LED);
            assertThat(it.reached()).isEqualTo(Stage.SHADOW_READ);
            assertThat(it.reason()).contains(reason, "for PT1S");
        });
        assertThat(ordered(persistence))
                .singleElement()
                .satisfies(it -> assertThat(it.action().reason()).contains(reason));
        List<AuditAction> trail = Fleet.desk(persistence).auditTrail().stream()
                .map(AuditRecord::action)
                .toList();
        int order = IntStream.range(0, trail.size())
                .filter(it -> trail.get(it).by().equals(BY))
                .findFirst()
                .orElseThrow();
        Optional<AuditAction> next = trail.stream().skip(order + 1L).findFirst();
        assertThat(next).hasValueSatisfying(it -> {
            assertThat(it.kind()).isEqualTo(Kind.STAGE_MOVED);
            assertThat(it.subject()).isEqualTo(THE_WAY_BACK);
            assertThat(it.pause()).isPresent();
        });
    }

    private static List<AuditRecord> ordered(Persistence persistence) {
        return Fleet.desk(persistence).auditTrail().stream()
                .filter(it -> it.action().kind() == Kind.ORDERED
                        && it.action().by().equals(BY)
                        && it.action().subject().equals(THE_WAY_BACK))
                .toList();
    }

    private void nothingIsLost(String cause, Persistence persistence) {
        long before = load.acknowledged();
        await().atMost(Fleet.PATIENCE).until(() -> load.acknowledged() > before);
        load.close();
        answersAsAcknowledged(persistence);
        List<Long> pauses = Fleet.desk(persistence).auditTrail().stream()
                .map(AuditRecord::action)
                .filter(it -> it.subject().equals(THE_WAY_BACK))
                .flatMap(it -> it.pause().stream())
                .map(Duration::toMillis)
                .toList();
        System.out.println("rollback: cause=" + cause.replace(' ', '-') + " made="
                + fleet.received(RollbackEnded.class).stream()
                        .filter(it -> it.refusals().isEmpty())
                        .count()
                + " pauses-ms=" + pauses.toString().replace(" ", "") + " " + load.counts() + " lost=0");
    }

    /** With the contents that were acknowledged, whatever PostgreSQL held. */
    private void answersAsAcknowledged(Persistence persistence) {
        for (int i = 0; i < RECORDS; i++) {
            String id = "n" + i;
            assertThat(persistence.store(Fleet.Note.class).find(id)).contains(new Fleet.Note(id, "body of " + id));
        }
        for (String id : load.acknowledged(Fleet.NOTE)) {
            assertThat(persistence.records(Fleet.NOTE).find(RecordKey.global(id)))
                    .as("%s", id)
                    .hasValueSatisfying(
                            it -> assertThat(it.content().find("body")).contains(Value.of("of " + id)));
        }
    }
}
