// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo.injection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;

/**
 * The tables of one entity type on the target, accessed by raw SQL, bypassing the library. For one thread; a failure
 * is an {@link IllegalStateException} that names the statement.
 */
public final class TargetTables {

    private final PostgresDatabase database;
    private final EntityType<?> type;

    /** The tables of a type in a database. */
    public TargetTables(PostgresDatabase database, EntityType<?> type) {
        this.database = database;
        this.type = type;
    }

    /** Damages exactly one row. */
    public void damage(RecordKey key, Damage damage) {
        switch (damage.kind()) {
            case CHANGED_COLUMN ->
                one(
                        "UPDATE " + root() + " SET " + column(damage) + " = " + column(damage)
                                + " || ' (injected)' WHERE id = ?",
                        key.id());
            case CHANGED_JSONB ->
                one(
                        "UPDATE " + root() + " SET " + column(damage) + " = " + column(damage) + " || '{\""
                                + Damage.MEMBER + "\": \"changed\"}' WHERE id = ?",
                        key.id());
            case LOST_CHILD_ROW -> {
                String child = child(Objects.requireNonNull(damage.field()));
                one(
                        "DELETE FROM " + child + " WHERE parent_id = ? AND position = (SELECT max(position) FROM "
                                + child + " WHERE parent_id = ?)",
                        key.id(),
                        key.id());
            }
            case MISSING_ROW -> one("DELETE FROM " + root() + " WHERE id = ?", key.id());
            default -> throw new IllegalArgumentException(damage.kind() + " is not injected by itself");
        }
    }

    /** Copies a root row under another id. */
    public void copyRow(RecordKey from, RecordKey to) {
        String columns = writableColumns();
        one(
                "INSERT INTO " + root() + " (" + columns + ") SELECT " + columns
                        + " FROM (SELECT (jsonb_populate_record(it, jsonb_build_object('id', ?::text))).* FROM "
                        + root() + " it WHERE id = ?) copy",
                to.id(),
                from.id());
    }

    /** The columns of the root table that the server does not compute itself. */
    private String writableColumns() {
        try (Connection connection = database.connect();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT string_agg(quote_ident(column_name), ', ') FROM"
                                + " information_schema.columns WHERE table_schema = ? AND table_name = ? AND"
                                + " is_generated = 'NEVER'")) {
            statement.setString(1, type.module());
            statement.setString(2, type.table());
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getString(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("reading the columns of " + root() + " failed", e);
        }
    }

    /** How many rows each table of the module's schema holds. */
    public Map<String, Long> rows() {
        Map<String, Long> rows = new TreeMap<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String table : tables(connection)) {
                try (ResultSet result = statement.executeQuery("SELECT count(*) FROM " + qualified(table))) {
                    rows.put(table, result.next() ? result.getLong(1) : 0);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("counting the rows of schema " + type.module() + " failed", e);
        }
        return rows;
    }

    private List<String> tables(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT tablename FROM pg_tables WHERE schemaname = ? ORDER BY tablename")) {
            statement.setString(1, type.module());
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    tables.add(result.getString(1));
                }
            }
        }
        return tables;
    }

    private void one(String sql, String... parameters) {
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            int changed = statement.executeUpdate();
            if (changed != 1) {
                throw new IllegalStateException("injecting changed " + changed + " rows instead of one: " + sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("injecting failed: " + sql, e);
        }
    }

    private static String column(Damage damage) {
        return '"' + Objects.requireNonNull(damage.field()).column() + '"';
    }

    private String child(FieldDef field) {
        if (field.type() instanceof FieldType.Child it) {
            return qualified(it.table());
        } else if (field.type() instanceof FieldType.ChildValues it) {
            return qualified(it.table());
        }
        throw new IllegalArgumentException("field " + field.name() + " has no table of its own");
    }

    private String root() {
        return qualified(type.table());
    }

    private String qualified(String table) {
        return '"' + type.module() + "\".\"" + table + '"';
    }
}
