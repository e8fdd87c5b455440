// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.aggregate;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.annotation.Id;
import org.springframework.data.domain.Sort;
import org.springframework.data.jdbc.core.JdbcAggregateTemplate;
import org.springframework.data.jdbc.repository.config.AbstractJdbcConfiguration;
import org.springframework.data.relational.core.mapping.MappedCollection;
import org.springframework.data.relational.core.mapping.Table;
import org.springframework.data.relational.core.query.Criteria;
import org.springframework.data.relational.core.query.Query;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;

/** The same aggregate in Spring Data JDBC, on tables of its own without tenants, policies, versions or tombstones. */
final class SpringOrders implements Orders {

    private static final String TABLES = """
            CREATE TABLE spring_order (id text PRIMARY KEY, customer text NOT NULL, placed_at timestamptz NOT NULL, \
            cents bigint NOT NULL, note text NOT NULL);
            CREATE TABLE spring_line (order_id text NOT NULL REFERENCES spring_order, position int NOT NULL, \
            sku text NOT NULL, count int NOT NULL, cents bigint NOT NULL, PRIMARY KEY (order_id, position));
            CREATE TABLE spring_label (order_id text NOT NULL REFERENCES spring_order, position int NOT NULL, \
            text text NOT NULL, PRIMARY KEY (order_id, position))""";

    private final HikariDataSource pool;
    private final AnnotationConfigApplicationContext context;
    private final JdbcAggregateTemplate template;
    private final TransactionTemplate transactions;

    SpringOrders(PostgresDatabase database, int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.jdbcUrl());
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setMaximumPoolSize(connections);
        this.pool = new HikariDataSource(config);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(TABLES);
        } catch (SQLException e) {
            throw new IllegalStateException("the tables could not be made", e);
        }
        this.context = new AnnotationConfigApplicationContext();
        context.registerBean("pool", HikariDataSource.class, () -> pool, bean -> bean.setDestroyMethodName(""));
        context.register(Beans.class);
        context.refresh();
        this.template = context.getBean(JdbcAggregateTemplate.class);
        this.transactions = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
    }

    /** The beans that Spring Data JDBC asks for. */
    @Configuration
    static class Beans extends AbstractJdbcConfiguration {

        @Bean
        NamedParameterJdbcOperations operations(HikariDataSource pool) {
            return new NamedParameterJdbcTemplate(pool);
        }

        @Bean
        PlatformTransactionManager transactions(HikariDataSource pool) {
            return new JdbcTransactionManager(pool);
        }
    }

    /** The root. */
    @Table("spring_order")
    record SpringOrder(
            @Id String id,
            String customer,
            Instant placedAt,
            long cents,
            String note,

            @MappedCollection(idColumn = "order_id", keyColumn = "position")
            List<SpringLine> lines,

            @MappedCollection(idColumn = "order_id", keyColumn = "position")
            List<SpringLabel> labels) {}

    /** A row of the first child table. */
    @Table("spring_line")
    record SpringLine(String sku, int count, long cents) {}

    /** A row of the second. */
    @Table("spring_label")
    record SpringLabel(String text) {}

    @Override
    public String name() {
        return "spring";
    }

    @Override
    public Order find(String id) {
        @Nullable SpringOrder found = template.findById(id, SpringOrder.class);
        if (found == null) {
            throw new IllegalStateException("order " + id + " is missing");
        }
        return order(found);
    }

    @Override
    public void put(Order order) {
        SpringOrder saved = springOrder(order);
        transactions.executeWithoutResult(status -> {
            if (template.existsById(saved.id(), SpringOrder.class)) {
                var unused = template.update(saved);
            } else {
                var unused = template.insert(saved);
            }
        });
    }

    @Override
    public List<Order> page(String after, int limit) {
        Query query = Query.query(Criteria.where("id").greaterThan(after))
                .sort(Sort.by("id"))
                .limit(limit);
        return template.findAll(query, SpringOrder.class).stream()
                .map(SpringOrders::order)
                .toList();
    }

    private static Order order(SpringOrder it) {
        return new Order(
                it.id(),
                it.customer(),
                it.placedAt(),
                it.cents(),
                it.note(),
                it.lines().stream()
                        .map(line -> new Order.Line(line.sku(), line.count(), line.cents()))
                        .toList(),
                it.labels().stream().map(SpringLabel::text).toList());
    }

    private static SpringOrder springOrder(Order it) {
        return new SpringOrder(
                it.id(),
                it.customer(),
                it.placedAt(),
                it.cents(),
                it.note(),
                it.lines().stream()
                        .map(line -> new SpringLine(line.sku(), line.count(), line.cents()))
                        .toList(),
                it.labels().stream().map(SpringLabel::new).toList());
    }

    @Override
    public void close() {
        context.close();
        pool.close();
    }
}
