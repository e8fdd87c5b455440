// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.mongo.internal.MongoControlStore;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;

/**
 * A collection is announced while a fence is raised. Its maker announces it and then looks for a fence; the coordinator
 * announces the fence and then looks for collections: one of the two sees the other.
 */
class FenceRaceTest {

    private static final EntityType<?> NOTES =
            EntityType.builder("fences", "notes").fields(FieldDef.text("body")).build();

    private final RacingBackend racing = new RacingBackend();
    private final MongoServer server = new MongoServer(racing);
    private final MongoBackend backend =
            MongoBackend.open(MongoConfig.of(server.bindAndGetConnectionString(), "db"), "fences");

    @AfterEach
    void stop() {
        backend.close();
        server.shutdownNow();
    }

    @Test
    void aFenceThatWasRaisedJustBeforeACollectionIsAnnouncedIsPutUpThere() {
        racing.raisedBeforeAnnouncement = 5;

        assertThat(backend.store(NOTES).count()).isZero();

        assertThat(racing.fences).anySatisfy(it -> {
            assertThat(it.get("collMod")).isEqualTo("notes");
            assertThat(it.get("validator").toString()).contains("5");
        });
    }

    @Test
    void aFenceIsAnnouncedBeforeTheFirstCollectionHasIt() {
        assertThat(backend.store(NOTES).count()).isZero();

        assertThat(backend.control().raiseFence(5)).isEqualTo(FenceStrength.WEAK);

        assertThat(racing.announcedAtFirstFence).contains(5L);
    }

    /** Another process is faster than the statement that just arrived. Hears of fences and keeps none. */
    private static final class RacingBackend extends MemoryBackend {

        private final List<Document> fences = new CopyOnWriteArrayList<>();

        private volatile long raisedBeforeAnnouncement;
        private volatile Optional<Object> announcedAtFirstFence = Optional.empty();

        @Override
        public Document handleCommand(Channel channel, String database, String command, Document query) {
            if (raisedBeforeAnnouncement > 0 && query.toString().contains("$addToSet")) {
                long epoch = raisedBeforeAnnouncement;
                raisedBeforeAnnouncement = 0;
                Document raise = new Document("q", new Document("_id", "fences"))
                        .append("u", new Document("$max", new Document("fencedAt", epoch)))
                        .append("upsert", true);
                super.handleCommand(
                        channel,
                        database,
                        "update",
                        new Document("update", MongoControlStore.COLLECTION)
                                .append("updates", List.of(raise))
                                .append("$db", database));
            }
            if (command.equals("collMod")) {
                announcedAtFirstFence = announcedAtFirstFence.or(() -> Optional.of(announced(channel, database)));
                fences.add(query);
                return new Document("ok", 1.0);
            }
            return super.handleCommand(channel, database, command, query);
        }

        private Object announced(Channel channel, String database) {
            Document answer = super.handleCommand(
                    channel,
                    database,
                    "find",
                    new Document("find", MongoControlStore.COLLECTION).append("$db", database));
            Document control = (Document) ((List<?>) ((Document) answer.get("cursor")).get("firstBatch")).get(0);
            return control.getOrDefault("fencedAt", "nothing");
        }
    }
}
