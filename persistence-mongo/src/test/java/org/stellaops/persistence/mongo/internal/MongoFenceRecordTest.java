// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.stellaops.persistence.cohort.FenceDemand;
import org.stellaops.persistence.cohort.FenceRecord;
import org.stellaops.persistence.cohort.SharedFence;
import org.stellaops.persistence.mongo.config.ServerPolicy;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoOptions;

/** A raise of the fence of cohorts whose process died waits for nobody for long, and is given up in the end. */
class MongoFenceRecordTest {

    /** Whoever waited so long in these tests would be stopped by their time limit. */
    private static final Duration LONG = Duration.ofHours(1);

    private static final String COLLECTION = "fences";

    private final MongoEngine engine = MongoEngine.startEmbedded(MongoOptions.defaults());
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final MongoClient client = MongoClients.create(MongoClientSettings.builder()
            .applyConnectionString(new ConnectionString(engine.connectionString()))
            .addCommandListener(new CommandListener() {
                @Override
                public void commandStarted(CommandStartedEvent event) {
                    commands.add(event.getCommandName());
                }
            })
            .build());
    private final MongoDatabase database = client.getDatabase("db");
    private final AtomicLong now = new AtomicLong();
    private final AtomicLong attempts = new AtomicLong();
    private final List<String> abandoned = new ArrayList<>();
    private final MongoFenceRecord record = new MongoFenceRecord(
            CollectionHandle.of(
                    database,
                    COLLECTION,
                    "the fence record",
                    new CollectionHandle.Reading(
                            new Server(
                                    client,
                                    database,
                                    ServerPolicy.defaults(),
                                    BackendAccess.READ_WRITE,
                                    List.of("localhost")),
                            100,
                            Duration.ofSeconds(5),
                            BackendAccess.READ_WRITE)),
            "desk");
    private final SharedFence fence =
            new SharedFence(record, () -> "attempt" + attempts.incrementAndGet(), now::get, abandoned::add);

    @AfterEach
    void close() {
        client.close();
        engine.close();
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void aRaiseThatDoesNotEndIsWaitedForOnce() {
        leaveBehind("of a process that died");
        assertThat(raise(Duration.ZERO)).isEqualTo(FenceStrength.WEAK);
        now.addAndGet(LONG.toNanos());

        assertThat(raise(LONG)).isEqualTo(FenceStrength.WEAK);
    }

    @Test
    void aRaiseThatWasNeverSeenToEndIsGivenUp() {
        leaveBehind("of a process that died");
        assertThat(raise(Duration.ZERO)).isEqualTo(FenceStrength.WEAK);
        now.addAndGet(LONG.toNanos());
        assertThat(raise(Duration.ZERO)).isEqualTo(FenceStrength.WEAK);

        assertThat(raise(Duration.ZERO)).isEqualTo(FenceStrength.STRONG);
        assertThat(abandoned).containsExactly("of a process that died");
    }

    @Test
    void anAttemptIsAnnouncedAloneOnlyWhileNoneIsUnderWay() {
        assertThat(record.announceAlone(1, 3, "first"))
                .as("nothing is there yet")
                .isEmpty();
        assertThat(record.announce(1, 3, "first").raising()).containsExactly("first");

        assertThat(record.announceAlone(1, 5, "second")).isEmpty();
        assertThat(record.read().demand().epochOf(1)).isEqualTo(3);

        assertThat(record.remove("first").raising()).isEmpty();
        FenceRecord.State alone = record.announceAlone(1, 5, "second").orElseThrow();
        assertThat(alone).isEqualTo(record.read());
        assertThat(alone.raising()).containsExactly("second");
        assertThat(alone.demand().epochOf(1)).isEqualTo(5);
    }

    /** Writes wait for each round trip. */
    @Test
    void aRaiseThatNoOtherOneIsBesideAsksTheRecordTwice() {
        assertThat(raise(Duration.ZERO)).isEqualTo(FenceStrength.STRONG);
        commands.clear();

        assertThat(raise(Duration.ZERO)).isEqualTo(FenceStrength.STRONG);

        assertThat(commands).containsExactly("findAndModify", "findAndModify");
    }

    private void leaveBehind(String attempt) {
        var unused = database.getCollection(COLLECTION)
                .insertOne(new Document("_id", "desk~")
                        .append("raising", new BsonArray(List.of(new BsonString(attempt))))
                        .append("epochs", new BsonDocument()));
    }

    private FenceStrength raise(Duration patience) {
        return fence.raise(1, 3, patience, new SharedFence.Collections() {
            @Override
            public FenceStrength raise(FenceDemand demand, Runnable unanswered) {
                return FenceStrength.STRONG;
            }

            @Override
            public FenceStrength stand() {
                return FenceStrength.STRONG;
            }
        });
    }
}
