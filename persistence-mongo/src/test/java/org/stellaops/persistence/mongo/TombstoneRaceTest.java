// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.VersionStamp;

/** B6: another sender's tombstone arrives between the look that found none and the insert. */
class TombstoneRaceTest {

    private static final EntityType<?> NOTES =
            EntityType.builder("races", "notes").fields(FieldDef.text("body")).build();

    private static final RecordKey KEY = RecordKey.global("k");

    private final AtomicBoolean isLate = new AtomicBoolean();
    private final MongoServer server = new MongoServer(new OvertakingBackend());
    private final MongoBackend backend =
            MongoBackend.open(MongoConfig.of(server.bindAndGetConnectionString(), "db"), "races");
    private final LegacyStore store = backend.store(NOTES);
    private long overtaking;

    @BeforeEach
    void prepare() {
        assertThat(store.count()).isZero();
    }

    @AfterEach
    void stop() {
        backend.close();
        server.shutdownNow();
    }

    @Test
    void aLowerTombstoneThatOvertookIsReplaced() {
        assertThat(applyOvertakenBy(3)).isEqualTo(new StepResult.Done());

        assertThat(held()).isEqualTo(new VersionStamp(5, "d"));
    }

    @Test
    void aHigherTombstoneThatOvertookStays() {
        assertThat(applyOvertakenBy(7)).isEqualTo(new StepResult.NoMatch());

        assertThat(held()).isEqualTo(new VersionStamp(7, "d"));
    }

    private StepResult applyOvertakenBy(long version) {
        overtaking = version;
        isLate.set(true);
        StepResult result = store.applyTombstone(new Image.Tombstone(KEY, new VersionStamp(5, "d")));
        assertThat(isLate).isFalse();
        return result;
    }

    private VersionStamp held() {
        return store.readTombstone(KEY).map(LegacyTombstone::stamp).orElseThrow();
    }

    private final class OvertakingBackend extends MemoryBackend {

        @Override
        public Document handleCommand(Channel channel, String database, String command, Document query) {
            if (command.equals("insert") && isLate.compareAndSet(true, false)) {
                Document other = query.cloneDeeply();
                ((Document) ((List<?>) other.get("documents")).get(0)).put("version", overtaking);
                super.handleCommand(channel, database, command, other);
            }
            return super.handleCommand(channel, database, command, query);
        }
    }
}
