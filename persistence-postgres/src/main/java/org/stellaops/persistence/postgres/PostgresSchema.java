// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.postgres.internal.DeclaredIndexes;
import org.stellaops.persistence.postgres.internal.ListingIndex;
import org.stellaops.persistence.postgres.internal.SchemaStatements;
import org.stellaops.persistence.postgres.security.GrantScript;
import org.stellaops.persistence.query.Sort;

/**
 * The tables of entity types, as statements derived only from the types: equal types give equal text.
 *
 * <p>Every statement creates only what is absent, so they can run any number of times. Immutable.
 */
public final class PostgresSchema {

    private final SchemaStatements statements;
    private final List<EntityType<?>> types;

    /**
     * The schema of a module.
     *
     * @param module its name, which is that of the schema
     * @param types what it stores
     * @param tenantSetting the setting that holds the tenant of a transaction
     */
    public PostgresSchema(String module, Collection<? extends EntityType<?>> types, String tenantSetting) {
        this.types = List.copyOf(types);
        this.statements = new SchemaStatements(module, types, tenantSetting);
    }

    /** The statements that create schema, functions, tables, indexes and policies, in order. */
    public List<String> statements() {
        List<String> all = new ArrayList<>(statements.all());
        types.forEach(type -> DeclaredIndexes.of(type).forEach(it -> all.add(it.statement())));
        return all;
    }

    /** The statements that add those of these columns that are nullable to existing tables. */
    public List<String> additions(Set<String> missingColumns) {
        return statements.additions(missingColumns);
    }

    /**
     * The roles of the module, what they own and what they may do, as statements for an administrator in the module's database.
     * They can run any number of times, before the tables exist and after.
     *
     * @param service the login of the service, which is made if it is absent
     * @param worker the login for work across tenants, which is made if it is absent
     * @param status the login that reads the status, which is made if it is absent; empty for none
     */
    public List<String> grants(String service, String worker, Optional<String> status) {
        return new GrantScript(statements.tables()).statements(service, worker, status);
    }

    /**
     * The statement that makes the index along which PostgreSQL lists a type in this order, for a migration of the module: tenant, sorted
     * columns, id, with missing values where the library's order has them. The index also serves conditions of equality and range on the
     * first of the columns. Its name is {@code idx_}, the table and the columns; it is built without blocking writers.
     *
     * @throws IllegalArgumentException if nothing is sorted by, or a sort is on no scalar field
     */
    public static String index(EntityType<?> type, Sort... sorts) {
        return ListingIndex.statement(type, List.of(sorts));
    }

    /** All columns, as {@code table.column}. */
    public Set<String> columns() {
        return statements.columns();
    }

    /** The statements as one script. */
    public String script() {
        return String.join(";\n\n", statements()) + ";\n";
    }
}
