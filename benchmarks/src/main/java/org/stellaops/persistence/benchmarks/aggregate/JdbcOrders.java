// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.aggregate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;

/**
 * What somebody writes by hand who wants the same: on the library's tables and in its role, tenant and role set in the round trip of each
 * call, the version and token of each write kept, children read with their row. No meters, no checks of contents, no hash of them.
 */
final class JdbcOrders implements Orders {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String SETTINGS =
            "SELECT set_config('role', 'bench_app', true), set_config('app.tenant_id', ?, true)";

    private static final String LOCKED = SETTINGS + ", pg_advisory_xact_lock_shared(4711)";

    private static final String COLUMNS = """
            SELECT s.version, s.token, r.id, r.customer, r.placed_at, r.cents, r.note, \
            (SELECT json_agg(json_build_array(c.sku, c.count, c.cents) ORDER BY c.position) FROM bench.order_lines c \
            WHERE c.tenant_id = r.tenant_id AND c.parent_id = r.id)::text, \
            (SELECT json_agg(c.value ORDER BY c.position) FROM bench.order_labels c \
            WHERE c.tenant_id = r.tenant_id AND c.parent_id = r.id)::text \
            FROM %s r LEFT JOIN bench.sync_state s ON s.entity = 'orders' AND s.tenant = r.tenant_id AND s.id = r.id""";

    private static final String FIND =
            SETTINGS + "; " + COLUMNS.formatted("bench.orders") + " WHERE r.tenant_id = ? AND r.id = ?";

    private static final String PAGE = SETTINGS + "; "
            + COLUMNS.formatted("(SELECT * FROM bench.orders WHERE tenant_id = ? AND id > ? ORDER BY id LIMIT %d)")
            + " ORDER BY r.id";

    private static final String PUT = LOCKED + """
            ; WITH allocated AS ( \
            INSERT INTO bench.sync_state AS s (entity, tenant, id, version, token, hash, deleted) \
            SELECT 'orders', ?, ?, 1, ?, ?, false FROM bench.sync_control c WHERE c.module = 'bench' AND c.phase = 'STEADY' \
            ON CONFLICT (entity, tenant, id) DO UPDATE SET previous = s.version, previous_token = s.token, \
            version = s.version + 1, token = excluded.token, hash = excluded.hash, deleted = false \
            RETURNING s.version) SELECT c.phase, a.version FROM bench.sync_control c LEFT JOIN allocated a ON true; \
            INSERT INTO bench.orders (tenant_id, id, customer, placed_at, cents, note) VALUES (?, ?, ?, ?, ?, ?) \
            ON CONFLICT (tenant_id, id) DO UPDATE SET customer = excluded.customer, placed_at = excluded.placed_at, \
            cents = excluded.cents, note = excluded.note; \
            DELETE FROM bench.order_lines WHERE tenant_id = ? AND parent_id = ?; \
            INSERT INTO bench.order_lines (tenant_id, parent_id, position, sku, count, cents) \
            SELECT ?, ?, x.n - 1, x.sku, x.count, x.cents FROM unnest(?::text[], ?::int[], ?::bigint[]) \
            WITH ORDINALITY AS x(sku, count, cents, n); \
            DELETE FROM bench.order_labels WHERE tenant_id = ? AND parent_id = ?; \
            INSERT INTO bench.order_labels (tenant_id, parent_id, position, value) \
            SELECT ?, ?, x.n - 1, x.value FROM unnest(?::text[]) WITH ORDINALITY AS x(value, n)""";

    private static final String HASH = "0".repeat(64);

    private final HikariDataSource pool;

    JdbcOrders(PostgresDatabase database, int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.jdbcUrl());
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setMaximumPoolSize(connections);
        this.pool = new HikariDataSource(config);
    }

    @Override
    public String name() {
        return "jdbc";
    }

    @Override
    public Order find(String id) {
        return list(FIND, id).get(0);
    }

    @Override
    public List<Order> page(String after, int limit) {
        // One more tells whether there is another page.
        List<Order> found = list(PAGE.formatted(limit + 1), after);
        return found.size() > limit ? found.subList(0, limit) : found;
    }

    private List<Order> list(String sql, String id) {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, Order.TENANT);
            statement.setString(2, Order.TENANT);
            statement.setString(3, id);
            statement.execute();
            statement.getMoreResults();
            List<Order> orders = new ArrayList<>();
            try (ResultSet rows = statement.getResultSet()) {
                while (rows.next()) {
                    orders.add(order(rows));
                }
            }
            return orders;
        } catch (SQLException | JsonProcessingException e) {
            throw new IllegalStateException("orders could not be read", e);
        }
    }

    private static Order order(ResultSet row) throws SQLException, JsonProcessingException {
        List<Order.Line> lines = new ArrayList<>();
        for (JsonNode line : JSON.readTree(row.getString(8))) {
            lines.add(new Order.Line(
                    line.get(0).textValue(), line.get(1).intValue(), line.get(2).longValue()));
        }
        List<String> labels = new ArrayList<>();
        JSON.readTree(row.getString(9)).forEach(it -> labels.add(it.textValue()));
        return new Order(
                row.getString(3),
                row.getString(4),
                row.getObject(5, OffsetDateTime.class).toInstant(),
                row.getLong(6),
                row.getString(7),
                lines,
                labels);
    }

    @Override
    public void put(Order order) {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(PUT)) {
            Parameters all = new Parameters(statement).text(Order.TENANT).key(order);
            all.text(UUID.randomUUID().toString()).text(HASH);
            all.key(order).text(order.customer());
            all.object(order.placedAt().atOffset(ZoneOffset.UTC))
                    .object(order.cents())
                    .text(order.note());
            all.key(order).key(order);
            all.object(connection.createArrayOf(
                    "text", order.lines().stream().map(Order.Line::sku).toArray()));
            all.object(connection.createArrayOf(
                    "int4", order.lines().stream().map(Order.Line::count).toArray()));
            all.object(connection.createArrayOf(
                    "int8", order.lines().stream().map(Order.Line::cents).toArray()));
            all.key(order).key(order);
            all.object(connection.createArrayOf("text", order.labels().toArray()));
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException("order " + order.id() + " could not be put", e);
        }
    }

    /** Sets parameters in their order. */
    private static final class Parameters {

        private final PreparedStatement statement;
        private int next = 1;

        private Parameters(PreparedStatement statement) {
            this.statement = statement;
        }

        @com.google.errorprone.annotations.CanIgnoreReturnValue
        private Parameters text(String value) throws SQLException {
            statement.setString(next++, value);
            return this;
        }

        @com.google.errorprone.annotations.CanIgnoreReturnValue
        private Parameters object(Object value) throws SQLException {
            statement.setObject(next++, value);
            return this;
        }

        @com.google.errorprone.annotations.CanIgnoreReturnValue
        private Parameters key(Order order) throws SQLException {
            return text(Order.TENANT).text(order.id());
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
