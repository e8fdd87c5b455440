// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.cutover.Stage.SHADOW_READ;
import static org.stellaops.persistence.cutover.Stage.TARGET_LED;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.runtime.Persistence;

/** Gates on what the follower does not have or did not take, as in {@link EveryGateTest}: they wait for a follower that fails. */
class FollowerGatesTest extends OnGateScene {

    @Test
    void pendingKeys() {
        scene.module("reconciler: { every: 1h }", "").readyToCutOver();
        Persistence cutOff = cutOff();
        GateScene.put(cutOff, "P-", 1_001);
        scene.close(cutOff);
        scene.blocks(TARGET_LED, "pending", "key(s) carry a pending flag", "wait for the reconciler");
        assertThat(scene.vuln().dualWrite().drain(GateScene.PATIENCE)).isTrue();
        scene.clears(TARGET_LED);
    }

    @Test
    void deadLettersOnTheWayThere() {
        scene.module("reconciler: { every: 100ms, tries: 1 }", "").readyToCutOver();
        scene.sql("ALTER TABLE vuln.advisories ADD CONSTRAINT no_harm CHECK (id <> 'D-0')");
        scene.put("D-", 1);
        scene.blocks(TARGET_LED, "dead letters", "1 dead letter(s)", "run: persistence dead-letters list");
        scene.sql("ALTER TABLE vuln.advisories DROP CONSTRAINT no_harm");
        assertThat(scene.run("dead-letters retry")).as("%s", scene.cli.out()).isZero();
        scene.clears(TARGET_LED);
    }

    @Test
    void theErrorBudgetOfTheFollower() {
        scene.readyToCutOver();
        Persistence cutOff = cutOff();
        GateScene.put(cutOff, "F-", 40);
        scene.blocks(TARGET_LED, "follower errors", "were not taken by the follower", "persistence pending");
        scene.close(cutOff);
        assertThat(scene.vuln().dualWrite().drain(GateScene.PATIENCE)).isTrue();
        scene.clears(TARGET_LED);
    }

    /** The way back is refused while something that the target acknowledged could not follow. */
    @Test
    void deadLettersOnTheWayBack() {
        scene.module("reconciler: { every: 100ms, tries: 1 }", "").readyToCutOver();
        scene.walk(TARGET_LED);
        try (MongoClient client = MongoClients.create(scene.mongo.connectionString())) {
            var advisories = client.getDatabase(scene.mongo.name()).getCollection("advisories");
            String index = advisories.createIndex(Indexes.ascending("summary"), new IndexOptions().unique(true));
            var inserted = advisories.insertOne(new Document("_id", "X-0").append("summary", "about B-0"));
            scene.put("B-", 1);
            scene.blocks(SHADOW_READ, "dead letters", "1 dead letter(s)", "run: persistence dead-letters list");
            var deleted = advisories.deleteOne(Filters.eq("_id", "X-0"));
            assertThat(index + inserted + deleted).isNotEmpty();
        }
        assertThat(scene.run("dead-letters retry")).as("%s", scene.cli.out()).isZero();
        scene.clears(SHADOW_READ);
    }

    /** Another service, which does not reach PostgreSQL and leaves what is pending. */
    private Persistence cutOff() {
        return scene.another(
                SHADOW_READ,
                it -> it.replace(scene.postgres.jdbcUrl(), "jdbc:postgresql://127.0.0.1:1/none"),
                it -> it.withoutReconcilers());
    }
}
