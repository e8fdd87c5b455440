// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.schemacheck;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * What the server says of a schema. Everything is ordered by name, columns by position: equal schemas, equal snapshots.
 *
 * @param schema its name
 * @param tables its tables
 * @param functions the functions of the schema and of {@code <schema>_app}, as statements that create them
 * @param serviceRole the role {@code <schema>_app}, if it exists
 */
public record SchemaSnapshot(
        String schema, List<Table> tables, List<String> functions, Optional<ServiceRole> serviceRole) {

    /** Takes unmodifiable copies. */
    public SchemaSnapshot {
        tables = List.copyOf(tables);
        functions = List.copyOf(functions);
    }

    /**
     * Reads a schema; an empty snapshot if there is none of this name. Needs no rights beyond those of any login.
     *
     * @throws SQLException as the driver throws it
     */
    public static SchemaSnapshot read(Connection connection, String schema) throws SQLException {
        return new SnapshotReader(connection, schema).read();
    }

    /** The table of a name. */
    public Optional<Table> table(String name) {
        return tables.stream().filter(it -> it.name().equals(name)).findFirst();
    }

    /**
     * A table.
     *
     * @param name its name
     * @param comment its comment
     * @param rowSecurity whether row level security is enabled
     * @param forcedRowSecurity whether it holds for the owner too
     * @param ownedByServiceRole whether the service's role owns it
     * @param columns its columns
     * @param constraints its constraints, those for NOT NULL excepted
     * @param indexes its indexes, those of constraints included
     * @param policies its policies
     */
    public record Table(
            String name,
            Optional<String> comment,
            boolean rowSecurity,
            boolean forcedRowSecurity,
            boolean ownedByServiceRole,
            List<Column> columns,
            List<Constraint> constraints,
            List<Index> indexes,
            List<Policy> policies) {

        /** Takes unmodifiable copies. */
        public Table {
            columns = List.copyOf(columns);
            constraints = List.copyOf(constraints);
            indexes = List.copyOf(indexes);
            policies = List.copyOf(policies);
        }

        /** The column of a name. */
        public Optional<Column> column(String column) {
            return columns.stream().filter(it -> it.name().equals(column)).findFirst();
        }

        /** Whether its rows belong to tenants. */
        public boolean isTenantScoped() {
            return column("tenant_id").isPresent();
        }

        /** The primary key. */
        public Optional<Constraint> primaryKey() {
            return constraints.stream()
                    .filter(it -> it.kind() == Constraint.Kind.PRIMARY_KEY)
                    .findFirst();
        }

        /** The foreign keys. */
        public List<Constraint> foreignKeys() {
            return constraints.stream()
                    .filter(it -> it.kind() == Constraint.Kind.FOREIGN_KEY)
                    .toList();
        }
    }

    /**
     * A column.
     *
     * @param name its name
     * @param type its type with modifiers, such as {@code numeric(10,2)}
     * @param collation its collation, if it is not the default one
     * @param notNull whether it is NOT NULL
     * @param expression its default, or what it is generated from
     * @param generated whether it is a generated column
     * @param identity whether it is an identity column
     * @param comment its comment
     */
    public record Column(
            String name,
            String type,
            Optional<String> collation,
            boolean notNull,
            Optional<String> expression,
            boolean generated,
            boolean identity,
            Optional<String> comment) {}

    /**
     * A constraint.
     *
     * @param name its name
     * @param kind its kind
     * @param columns its columns, in the order of the constraint
     * @param definition as the server writes it
     * @param referencedTable the table that a foreign key refers to, with its schema if that is another one
     */
    public record Constraint(
            String name, Kind kind, List<String> columns, String definition, Optional<String> referencedTable) {

        /** Takes an unmodifiable copy. */
        public Constraint {
            columns = List.copyOf(columns);
        }

        /** Kinds of constraints. */
        public enum Kind {
            /** A primary key. */
            PRIMARY_KEY,
            /** A unique constraint. */
            UNIQUE,
            /** A foreign key. */
            FOREIGN_KEY,
            /** A check. */
            CHECK,
            /** Anything else. */
            OTHER
        }
    }

    /**
     * An index.
     *
     * @param name its name
     * @param method its access method
     * @param keys its columns and expressions, in order
     * @param predicate the condition of a partial index
     * @param ofConstraint whether a constraint owns it
     * @param definition as the server writes it
     * @param comment its comment
     */
    public record Index(
            String name,
            String method,
            List<String> keys,
            Optional<String> predicate,
            boolean ofConstraint,
            String definition,
            Optional<String> comment) {

        /** Takes an unmodifiable copy. */
        public Index {
            keys = List.copyOf(keys);
        }
    }

    /**
     * A policy.
     *
     * @param name its name
     * @param forAllCommands whether it is for all commands
     * @param permissive whether it is permissive
     * @param using what rows must satisfy to be seen
     * @param withCheck what rows must satisfy to be written
     */
    public record Policy(
            String name,
            boolean forAllCommands,
            boolean permissive,
            Optional<String> using,
            Optional<String> withCheck) {}

    /**
     * The role of the service.
     *
     * @param name its name
     * @param superuser whether it is a superuser
     * @param bypassesRowSecurity whether it has BYPASSRLS
     */
    public record ServiceRole(String name, boolean superuser, boolean bypassesRowSecurity) {}
}
