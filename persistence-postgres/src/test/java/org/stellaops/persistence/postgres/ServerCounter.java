// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** How much the server did, as it counts it itself. */
final class ServerCounter {

    /** Blocks of the index by which a state is found. */
    static final String INDEX_BLOCKS_OF_STATES =
            "SELECT idx_blks_hit + idx_blks_read FROM pg_statio_user_indexes WHERE indexrelname = 'sync_state_pkey'";

    /** States that were stored, or read by somebody who looked at all of them. */
    static final String STATES_STORED_OR_SCANNED =
            "SELECT n_tup_ins + seq_tup_read FROM pg_stat_user_tables WHERE relname = 'sync_state'";

    private ServerCounter() {}

    /** By how much work raises it that closes its connections: a connection tells its last statistics when it ends. */
    static long during(String url, String counter, Runnable work) throws SQLException {
        // Whoever prepared the work may have closed a connection a moment ago.
        long before = settled(url, counter, Long.MIN_VALUE);
        work.run();
        return settled(url, counter, before) - before;
    }

    /** The counter once it has not moved for a second, and is above a former one. */
    private static long settled(String url, String counter, long former) throws SQLException {
        AtomicLong last = new AtomicLong(read(url, counter));
        await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(30)).until(() -> {
            long now = read(url, counter);
            return last.getAndSet(now) == now && now > former;
        });
        return last.get();
    }

    private static long read(String url, String counter) throws SQLException {
        try (Connection connection = Server.connect(url);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(counter)) {
            assertThat(rows.next()).isTrue();
            return rows.getLong(1);
        }
    }
}
