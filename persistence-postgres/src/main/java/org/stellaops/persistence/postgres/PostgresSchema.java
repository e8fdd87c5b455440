package org.stellaops.persistence.postgres;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.postgres.internal.SchemaStatements;

/**
 * The tables that entity types need, as statements that follow from the types alone: equal types, equal text.
 *
 * <p>Every statement creates only what is absent, so that they can be run any number of times. Immutable.
 */
public final class PostgresSchema {

    private final SchemaStatements statements;

    /**
     * The schema of a module.
     *
     * @param module its name, which is that of the schema
     * @param types what it stores
     * @param tenantSetting the setting in which a transaction names its tenant
     */
    public PostgresSchema(String module, Collection<? extends EntityType<?>> types, String tenantSetting) {
        this.statements = new SchemaStatements(module, types, tenantSetting);
    }

    /** What creates schema, functions, tables, indexes and policies, in order. */
    public List<String> statements() {
        return statements.all();
    }

    /** What adds the nullable columns among these to tables that were there before. */
    public List<String> additions(Set<String> missingColumns) {
        return statements.additions(missingColumns);
    }

    /** The columns that there will be, as {@code table.column}. */
    public Set<String> columns() {
        return statements.columns();
    }

    /** The statements as one script. */
    public String script() {
        return String.join(";\n\n", statements()) + ";\n";
    }
}
