// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.perimeter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.runtime.perimeter.RollingLoad.Service;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/**
 * Three services, replaced one by one under load by versions with other entity types, through the whole walk to the target and
 * back, with the default gates. The services share one process; each has its own backends, as a process has.
 */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class RollingDeployTest {

    private static final int INSTANCES = 3;
    private static final String STAGES = "follow-interval: 100ms, lease: 2s, gates: { watch: 1s }";

    /** Comes with the second version. */
    @Entity(module = Fleet.MODULE, table = "labels")
    record Label(@Id String labelId, String body) {}

    private static final EntityType<Label> LABEL = EntityType.of(Label.class);
    private static final List<EntityType<?>> FIRST = List.of(Fleet.NOTE, Fleet.SLIP);
    private static final List<EntityType<?>> SECOND = List.of(Fleet.NOTE, Fleet.SLIP, LABEL);
    private static final List<EntityType<?>> THIRD = List.of(Fleet.NOTE, LABEL);

    private final List<Service> services = new ArrayList<>();
    private final RollingLoad load = new RollingLoad();
    private Fleet fleet;

    @BeforeEach
    void open(MongoEngine mongo, PostgresEngine postgres) {
        fleet = new Fleet(mongo.createDatabase(), postgres.createDatabase("rolling"));
    }

    @AfterEach
    void close() {
        load.close();
        fleet.close();
    }

    @Test
    void versionsWithOtherTypesAreReplacedOneByOneThroughTheWholeWalkAndBack() {
        for (int i = 0; i < INSTANCES; i++) {
            services.add(start(FIRST));
            load.add(services.get(i));
        }
        load.start(SECOND);
        more(200);
        move(services.get(0), Stage.DUAL_WRITE);
        replace(0, SECOND);
        backfill(services.get(0));
        move(services.get(1), Stage.SHADOW_READ);
        more(200);

        // The old version does not know the new type, so it must not move the lead.
        assertThat(Fleet.refusal(desk(services.get(2)).moveTo(Stage.TARGET_LED)))
                .anyMatch(it -> it.contains("labels") && it.contains("does not know the type"));
        replace(1, SECOND);
        replace(2, SECOND);
        backfill(services.get(0));
        verified(services.get(1));
        move(services.get(2), Stage.TARGET_LED);
        more(200);

        for (int i = 0; i < INSTANCES; i++) {
            replace(i, THIRD);
        }
        move(services.get(0), Stage.RAMP_DOWN);
        more(200);
        move(services.get(1), Stage.TARGET_LED);
        assertThat(Fleet.refusal(desk(services.get(0)).moveTo(Stage.SHADOW_READ)))
                .anyMatch(it -> it.contains("slips") && it.contains("retire"));
        assertThat(desk(services.get(0)).retireType("slips", "drained by the second version"))
                .isTrue();
        move(services.get(2), Stage.SHADOW_READ);
        more(200);
        move(services.get(0), Stage.DUAL_WRITE);
        move(services.get(1), Stage.LEGACY_ONLY);
        load.close();

        long lost = lost(start(SECOND));
        System.out.println("rolling-deploy: services=" + INSTANCES + " replaced=" + 2 * INSTANCES + " " + load.counts()
                + " lost=" + lost);
        assertThat(lost).isZero();
    }

    /** The old service ends its calls; the last one that knows a type goes when nothing of it is pending any more. */
    private void replace(int index, List<EntityType<?>> types) {
        Service old = services.get(index);
        load.remove(old);
        boolean isLast =
                services.stream().filter(it -> it.types().contains(Fleet.SLIP)).count() == 1;
        if (old.types().contains(Fleet.SLIP) && isLast) {
            await().atMost(Fleet.PATIENCE)
                    .until(() -> desk(old).dualWrite().pair(Fleet.SLIP).target().pendingCount() == 0);
        }
        fleet.close(old.persistence());
        Service next = start(types);
        services.set(index, next);
        load.add(next);
        more(50);
    }

    private Service start(List<EntityType<?>> types) {
        Persistence persistence =
                fleet.open(fleet.yaml(Stage.LEGACY_ONLY, STAGES), it -> it, types.toArray(EntityType<?>[]::new));
        return new Service(persistence, types);
    }

    private void more(long count) {
        long until = load.acknowledged() + count;
        await().atMost(Fleet.PATIENCE).until(() -> load.acknowledged() >= until);
    }

    private void move(Service service, Stage next) {
        await().atMost(Fleet.PATIENCE)
                .untilAsserted(() -> assertThat(desk(service).moveTo(next)).isInstanceOf(MoveResult.Moved.class));
        services.forEach(it -> Fleet.awaitStage(it.persistence(), next));
    }

    private static void backfill(Service service) {
        assertThat(desk(service).backfill()).allMatch(BackfillRun::isFinished);
    }

    private static void verified(Service service) {
        await().atMost(Fleet.PATIENCE)
                .untilAsserted(() -> assertThat(desk(service).verify()).allMatch(it -> it.verdict() == Verdict.PASS));
    }

    private long lost(Service service) {
        return SECOND.stream()
                .mapToLong(type -> load.acknowledged(type).stream()
                        .filter(id -> service.persistence()
                                .records(type)
                                .find(RecordKey.global(id))
                                .isEmpty())
                        .count())
                .sum();
    }

    private static PersistenceModule desk(Service service) {
        return Fleet.desk(service.persistence());
    }
}
