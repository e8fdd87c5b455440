// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.query.Condition.and;
import static org.stellaops.persistence.query.Condition.contains;
import static org.stellaops.persistence.query.Condition.eq;
import static org.stellaops.persistence.query.Condition.gt;
import static org.stellaops.persistence.query.Condition.in;
import static org.stellaops.persistence.query.Condition.lte;
import static org.stellaops.persistence.query.Condition.missing;
import static org.stellaops.persistence.query.Condition.prefix;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.postgres.PostgresSchema;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.config.PostgresSecurity;
import org.stellaops.persistence.postgres.config.SecurityCheck;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.query.Keyset;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresOptions;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** No page sorts or scans a table, in the role of the service, wherever it begins. */
@TestInstance(Lifecycle.PER_CLASS)
class ListingPlanTest {

    private static final String MODULE = "plans";
    private static final int LIMIT = 51;

    private static final EntityType<Document> EVENTS = EntityType.builder(MODULE, "events")
            .tenancy(Tenancy.TENANT)
            .fields(
                    FieldDef.text("kind"),
                    FieldDef.scalar("at", ScalarKind.INSTANT),
                    FieldDef.scalar("seen", ScalarKind.INSTANT).optional(),
                    FieldDef.text("note").optional(),
                    FieldDef.json("body").optional(),
                    FieldDef.childValues("labels", "event_labels", ScalarKind.TEXT))
            .build();

    private static final EntityType<Document> ITEMS = EntityType.builder(MODULE, "items")
            .fields(
                    FieldDef.scalar("rank", ScalarKind.INT).optional(),
                    FieldDef.scalar("price", ScalarKind.DECIMAL),
                    FieldDef.array("tags", ScalarKind.TEXT).optional())
            .build();

    private static final Field<String> KIND = Field.of("kind", String.class);
    private static final Field<Instant> AT = Field.of("at", Instant.class);
    private static final Field<Instant> SEEN = Field.of("seen", Instant.class);
    private static final Field<String> ID = Field.of("id", String.class);
    private static final Field<Integer> RANK = Field.of("rank", Integer.class);
    private static final Field<java.math.BigDecimal> PRICE = Field.of("price", java.math.BigDecimal.class);
    private static final Field<String> TAGS = Field.of("tags", String.class);

    private PostgresEngine engine;
    private Database database;

    @BeforeAll
    void populate() throws SQLException {
        engine = PostgresEngine.start(PostgresOptions.defaults().with("fsync", "off"));
        PostgresDatabase made = engine.createDatabase("plans");
        PostgresConfig config = PostgresConfig.of(made.jdbcUrl(), made.user(), made.password())
                .withPools(2, 2)
                .withSecurity(PostgresSecurity.defaults().reporting(SecurityCheck.LOGIN));
        database = new Database(config, MODULE);
        new PostgresModule(MODULE, database).prepare(List.of(EVENTS, ITEMS));
        try (Connection connection = made.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : List.of(
                    """
                    INSERT INTO plans.events (tenant_id, id, kind, at, seen, note)
                    SELECT 't' || n % 8, 'e' || n, 'kind' || n % 50, timestamptz '2026-01-01Z' + n * interval '1 s',
                        CASE WHEN n % 3 > 0 THEN timestamptz '2026-01-01Z' + n * interval '1 s' END, repeat('x', 200)
                    FROM generate_series(1, 40000) n""",
                    "INSERT INTO plans.event_labels SELECT tenant_id, id, 0, 'label' FROM plans.events",
                    """
                    INSERT INTO plans.items (id, rank, price, tags)
                    SELECT 'i' || n, CASE WHEN n % 3 > 0 THEN n END, n * 0.5, ARRAY['tag' || n % 500]
                    FROM generate_series(1, 40000) n""",
                    """
                    INSERT INTO plans.sync_state (entity, tenant, id, version, token)
                    SELECT 'events', tenant_id, id, 1, 'x' FROM plans.events
                    UNION ALL SELECT 'items', '', id, 1, 'x' FROM plans.items""",
                    PostgresSchema.index(EVENTS, AT.desc()),
                    PostgresSchema.index(EVENTS, KIND.asc()),
                    PostgresSchema.index(EVENTS, KIND.asc(), AT.asc()),
                    PostgresSchema.index(EVENTS, SEEN.desc()),
                    PostgresSchema.index(ITEMS, RANK.asc()),
                    PostgresSchema.index(ITEMS, PRICE.desc()),
                    "CREATE INDEX ON plans.items USING gin (tags)",
                    "VACUUM ANALYZE")) {
                statement.execute(sql);
            }
        }
    }

    @AfterAll
    void close() {
        database.close();
        engine.close();
    }

    private record Shape(String name, EntityType<?> type, Query query) {
        @Override
        public String toString() {
            return type.name() + ": " + name;
        }
    }

    static List<Shape> shapes() {
        Query all = Query.all().limit(50);
        return Stream.of(
                        new Shape("in key order", EVENTS, all),
                        new Shape("in key order", ITEMS, all),
                        new Shape("against key order", ITEMS, all.orderBy(ID.desc())),
                        new Shape("along a required column", EVENTS, all.orderBy(AT.desc())),
                        new Shape("along two", EVENTS, all.orderBy(KIND.asc(), AT.asc())),
                        new Shape("along a nullable column, falling", EVENTS, all.orderBy(SEEN.desc())),
                        new Shape("along a nullable column, rising", ITEMS, all.orderBy(RANK.asc())),
                        new Shape("along decimals", ITEMS, all.orderBy(PRICE.desc())),
                        new Shape("equality", EVENTS, where(eq(KIND, "kind7"))),
                        new Shape(
                                "equality, ordered",
                                EVENTS,
                                where(eq(KIND, "kind7")).orderBy(KIND.asc(), AT.asc())),
                        new Shape(
                                "range",
                                ITEMS,
                                where(and(gt(RANK, 100), lte(RANK, 200))).orderBy(RANK.asc())),
                        new Shape("prefix", EVENTS, where(prefix(ID, "e123"))),
                        new Shape("membership", ITEMS, where(in(ID, List.of("i1", "i2", "i3")))),
                        new Shape("containment", ITEMS, where(contains(TAGS, "tag3"))),
                        new Shape("missing", ITEMS, where(missing(RANK)).orderBy(RANK.asc())))
                .flatMap(it -> Stream.concat(Stream.of(it), behind(it)))
                .toList();
    }

    private static Query where(Condition condition) {
        return Query.where(condition).limit(50);
    }

    /** The same behind a record in the middle, and behind one without values. */
    private static Stream<Shape> behind(Shape shape) {
        Struct full = shape.type().equals(EVENTS)
                ? Struct.builder()
                        .put("kind", Value.of("kind7"))
                        .put("at", Value.of(Instant.parse("2026-01-01T02:00:00Z")))
                        .put("seen", Value.of(Instant.parse("2026-01-01T02:00:00Z")))
                        .build()
                : Struct.builder()
                        .put("rank", Value.of(150))
                        .put("price", new Value.Decimal(new java.math.BigDecimal("100.5")))
                        .build();
        Struct sparse = full.without("seen").without("rank");
        return Stream.of(full, sparse)
                .map(it -> new Shape(
                        shape.name() + ", behind " + (it.equals(full) ? "a record" : "one with missing values"),
                        shape.type(),
                        shape.query().after(Keyset.tokenAfter(shape.type(), shape.query(), at(shape.type(), it)))));
    }

    private static StoredRecord at(EntityType<?> type, Struct content) {
        RecordKey key = type.equals(EVENTS) ? RecordKey.of("t1", "e1201") : RecordKey.global("i150");
        return new StoredRecord(key, content, new VersionStamp(1, "x"));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void noPageSortsOrScansATable(Shape shape) {
        String plan = plan(shape.type(), shape.query());

        assertThat(plan).as("plan of %s", shape).doesNotContain("Seq Scan");
        assertThat(sorted(plan)).as("rows sorted by %s:%n%s", shape, plan).allMatch(rows -> rows <= 3 * LIMIT);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void aPageReadsFewRows(Shape shape) {
        String plan = plan(shape.type(), shape.query());

        assertThat(Stream.of(plan.split("\n")).filter(it -> it.contains("Removed by Filter")))
                .as("rows read for nothing by %s:%n%s", shape, plan)
                .allMatch(it -> Integer.parseInt(it.replaceAll("\\D", "")) <= 3 * LIMIT);
    }

    /** The neighbours: what has no index is sorted, and so the test above can fail. */
    @ParameterizedTest
    @MethodSource("unindexed")
    void whatHasNoIndexIsSorted(Shape shape) {
        assertThat(sorted(plan(shape.type(), shape.query()))).anyMatch(rows -> rows > 3 * LIMIT);
    }

    /** How many rows go into each sort. A few pages, of ranges that follow each other, are no table. */
    private static List<Double> sorted(String plan) {
        List<Double> rows = new ArrayList<>();
        Matcher sort = Pattern.compile("-> +(?:Incremental )?Sort .*?->[^\\n]*?actual rows=([0-9.]+)", Pattern.DOTALL)
                .matcher(plan);
        while (sort.find()) {
            rows.add(Double.parseDouble(sort.group(1)));
        }
        return rows;
    }

    static List<Shape> unindexed() {
        return List.of(new Shape(
                "along a column without",
                EVENTS,
                Query.all().orderBy(Field.of("note", String.class).asc())));
    }

    private String plan(EntityType<?> type, Query query) {
        TableSchema shape = new TableSchema(type);
        Optional<String> tenant = shape.tenant() ? Optional.of("t1") : Optional.empty();
        Listing.Statement page = Reads.page(shape, tenant, query, LIMIT);
        return database.read(Database.Access.SERVICE, "explaining a page", connection -> {
            Pipeline pipeline = database.pipeline(Database.Access.SERVICE, tenant.orElse(""))
                    .add(
                            "EXPLAIN (ANALYZE, TIMING OFF) " + page.sql(),
                            page.parameters().toArray());
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                return String.join("\n", answers.rows(row -> row.getString(1)));
            }
        });
    }
}
