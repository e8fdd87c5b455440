// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.CopyChunk;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;

/** A list of what is pending costs what it lists. */
class PendingListTest {

    private static final EntityType<Document> THINGS =
            EntityType.builder("things", "things").fields(FieldDef.text("name")).build();

    private static final String ROWS_READ =
            "SELECT idx_tup_fetch + seq_tup_read FROM pg_stat_user_tables WHERE relname = 'things'";

    private final String url = Server.database();

    /** The server once read and sorted the rows of all that was pending, for each list. */
    @Test
    void noMoreRowsAreReadThanAreListed() throws SQLException {
        fill(3_000);

        long read = ServerCounter.during(url, ROWS_READ, () -> {
            try (PostgresBackend fresh = PostgresBackend.open(Server.config(url), "things")) {
                assertThat(fresh.store(THINGS).pending(Optional.of(key(100)), 100))
                        .extracting(Image::key)
                        .startsWith(key(101))
                        .endsWith(key(200))
                        .hasSize(100)
                        .isSorted();
            }
        });

        assertThat(read).isLessThanOrEqualTo(101);
    }

    private void fill(int count) {
        try (PostgresBackend backend = PostgresBackend.open(Server.config(url), "things")) {
            assertThat(backend.control().initialise(new ControlRecord(ControlRecord.Phase.AWAY, 1)))
                    .isNotNull();
            List<Image.Present> images = IntStream.range(0, count)
                    .mapToObj(it -> Image.Present.of(
                            key(it),
                            VersionStamp.UNVERSIONED,
                            Struct.builder().put("name", "x".repeat(500)).build()))
                    .toList();
            assertThat(backend.store(THINGS)
                            .copy(new CopyChunk(images, 1, Optional.empty()))
                            .answers())
                    .containsOnly(new ApplyAnswer.Applied());
        }
        Server.execute(url, "UPDATE things.sync_state SET pending_epoch = 1");
    }

    private static RecordKey key(int number) {
        return RecordKey.global(String.format("k%04d", number));
    }
}
