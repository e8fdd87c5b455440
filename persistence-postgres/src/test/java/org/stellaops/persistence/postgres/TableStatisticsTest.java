// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.spi.TargetStore;

/** What the server knows of tables that were filled, and what it goes on to learn by itself. */
class TableStatisticsTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static final EntityType<Document> THINGS = EntityType.builder("things", "things")
            .fields(
                    FieldDef.text("name"),
                    FieldDef.scalar("size", ScalarKind.INT),
                    FieldDef.childValues("tags", "thing_tags", ScalarKind.TEXT))
            .build();

    private final String url = Server.database();
    private final PostgresBackend backend = PostgresBackend.open(Server.config(url), "things");
    private final TargetStore store = backend.store(THINGS);

    @BeforeEach
    void fill() {
        assertThat(store.count()).isZero();
        // Autovacuum may come, but has no reason to while the test looks.
        Server.execute(url, """
                ALTER TABLE things.things SET (autovacuum_analyze_threshold = 1000000);
                INSERT INTO things.things (id, name, size)
                    SELECT 'k' || i, 'name ' || i, i % 7 FROM pg_catalog.generate_series(1, 5000) i""");
    }

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void everyColumnHasStatisticsAtOnce() {
        assertThat(store.analyze()).isEmpty();

        assertThat(Server.texts(
                        url,
                        "SELECT attname FROM pg_stats WHERE schemaname = 'things' AND tablename = 'things' ORDER BY 1"))
                .containsExactly("id", "name", "size");
        assertThat(Server.texts(
                        url, "SELECT n_distinct::text FROM pg_stats WHERE tablename = 'things' AND attname = 'size'"))
                .containsExactly("7");
        assertThat(Server.texts(url, "SELECT reltuples::text FROM pg_class WHERE oid = 'things.things'::regclass"))
                .containsExactly("5000");
    }

    /** A small sample is enough for a start, and autovacuum would not replace it if the rows counted as analysed. */
    @Test
    void theSampleIsSmallAndTheRowsStillCountAsNotAnalysed() {
        assertThat(store.analyze()).isEmpty();

        assertThat(bounds()).containsExactly("2");
        await().atMost(SOON)
                .until(() ->
                        Server.texts(url, counters("last_analyze IS NOT NULL")).equals(List.of("true")));
        assertThat(Server.texts(url, counters("n_mod_since_analyze >= 5000"))).containsExactly("true");
    }

    @Test
    void theSampleGrowsWithTheTable() {
        Server.execute(url, """
                INSERT INTO things.things (id, name, size)
                    SELECT 'l' || i, pg_catalog.repeat('name', 400), i % 7 FROM pg_catalog.generate_series(1, 5000) i""");

        assertThat(store.analyze()).isEmpty();

        // 4 rows of 1.6 KB in a page: 1,250 pages, and a sample of 1,200 rows.
        assertThat(bounds()).containsExactly("5");
    }

    @Test
    void whereAutovacuumDoesNotComeTheSampleIsWhole() {
        Server.execute(url, "ALTER TABLE things.things SET (autovacuum_enabled = off)");

        assertThat(store.analyze()).isEmpty();

        assertThat(bounds()).containsExactly("101");
    }

    private List<String> bounds() {
        return Server.texts(
                url,
                "SELECT array_length(histogram_bounds::text::text[], 1)::text FROM pg_stats"
                        + " WHERE tablename = 'things' AND attname = 'id'");
    }

    /** PostgreSQL makes statistics of an expression only if it is told no columns. */
    @Test
    void anExpressionThatIsIndexedHasStatisticsToo() {
        Server.execute(url, "CREATE INDEX lower_name ON things.things (pg_catalog.lower(name))");

        assertThat(store.analyze()).isEmpty();

        assertThat(Server.texts(url, "SELECT tablename FROM pg_stats WHERE tablename = 'lower_name'"))
                .hasSize(1);
    }

    private static String counters(String condition) {
        return "SELECT (" + condition + ")::text FROM pg_stat_user_tables WHERE relid = 'things.things'::regclass";
    }
}
