// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoOptions;
import org.stellaops.persistence.testkit.mongo.MongoScript;

/**
 * Two upserts of one document that no filter matched yet can collide: the server answers 11000 to one of them, and to the next try
 * it finds the document. The stand-in executes one command after another, so a script answers so in its place.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UpsertCollisionTest {

    private static final String MODULE = "collisions";
    private static final int DUPLICATE_KEY = 11000;

    private final AtomicInteger collisions = new AtomicInteger();
    private final AtomicInteger upserts = new AtomicInteger();
    private final MongoEngine engine =
            MongoEngine.startEmbedded(MongoOptions.defaults().playing(this::colliding));
    private final MongoBackend backend = MongoBackend.open(MongoConfig.of(engine.connectionString(), "db"), MODULE);

    @BeforeEach
    void initialise() {
        assertThat(backend.control()
                        .initialise(new ControlRecord(Phase.STEADY, 1))
                        .epoch())
                .isEqualTo(1);
        assertThat(backend.control().raiseFence(1)).isEqualTo(FenceStrength.STRONG);
        upserts.set(0);
    }

    @AfterEach
    void close() {
        backend.close();
        engine.close();
    }

    @Test
    void anUpsertThatCollidesIsTriedAgain() {
        collisions.set(4);

        assertThat(backend.control().raiseFence(2)).isEqualTo(FenceStrength.STRONG);

        assertThat(collisions).hasValue(0);
        assertThat(upserts).hasValueGreaterThan(4);
    }

    @Test
    void anUpsertThatCollidesEachTimeFailsAfterTheFifth() {
        collisions.set(Integer.MAX_VALUE);

        assertThatThrownBy(() -> backend.control().raiseFence(2)).isInstanceOf(StoreException.class);

        assertThat(upserts).hasValue(5);
    }

    @Test
    void anInitialisationThatCollidesFindsTheRecordOfTheOther() {
        collisions.set(1);

        assertThat(backend.control().initialise(new ControlRecord(Phase.AWAY, 7)))
                .isEqualTo(new ControlRecord(Phase.STEADY, 1));
    }

    private Document colliding(MongoScript.Call call) {
        if (!isUpsertOfControl(call)) {
            return call.standIn();
        }
        upserts.incrementAndGet();
        if (collisions.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
            return call.standIn();
        }
        return call.command().equals("update") ? collidedUpdate() : collided().append("ok", 0.0);
    }

    private static Document collidedUpdate() {
        return new Document("n", 0)
                .append("nModified", 0)
                .append("writeErrors", List.of(collided().append("index", 0)))
                .append("ok", 1.0);
    }

    private static Document collided() {
        return new Document("code", DUPLICATE_KEY).append("errmsg", "E11000 duplicate key error");
    }

    private static boolean isUpsertOfControl(MongoScript.Call call) {
        return switch (call.command()) {
            case "update" ->
                call.query().get("updates") instanceof List<?> updates
                        && updates.get(0) instanceof Document first
                        && isUpsert(first, "q");
            case "findAndModify" -> isUpsert(call.query(), "query");
            default -> false;
        };
    }

    private static boolean isUpsert(Document statement, String filtering) {
        return Boolean.TRUE.equals(statement.get("upsert"))
                && statement.get(filtering) instanceof Document filter
                && MODULE.equals(filter.get("_id"));
    }
}
