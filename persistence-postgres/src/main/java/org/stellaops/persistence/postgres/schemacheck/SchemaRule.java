// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.schemacheck;

/** What every schema of a module has to keep. */
public enum SchemaRule {
    /** Tables, columns and constraints are named in snake_case. */
    SNAKE_CASE("names are lower-case letters, digits and underscores"),
    /** Indexes that no constraint owns are named {@code idx_<table>_<columns>}. */
    INDEX_NAME("an index is named idx_<table>_<columns>"),
    /** Every table has a primary key. */
    PRIMARY_KEY("a table has a primary key"),
    /** A tenant-scoped table has {@code tenant_id text} or {@code uuid}, NOT NULL, first in its primary key. */
    TENANT_COLUMN(
            "tenant_id is text or uuid, NOT NULL and first in the primary key; children of such a table have it too"),
    /** A tenant-scoped table has row level security, enabled and forced, with exactly one policy. */
    ROW_SECURITY(
            "row level security is enabled and forced, with exactly one permissive policy for all commands whose USING"
                    + " and WITH CHECK call require_current_tenant()"),
    /** B-tree indexes of a tenant-scoped table begin with {@code tenant_id}. */
    TENANT_LED_INDEX(
            "a B-tree index begins with tenant_id, unless its comment begins with 'cross-tenant:' and says why"),
    /** The columns of a foreign key are the first ones of an index. */
    FOREIGN_KEY_INDEX("the columns of a foreign key are the first ones of an index"),
    /** No {@code varchar}, no {@code char}. */
    NO_VARCHAR("text is of type text; a limit is a CHECK"),
    /** No {@code timestamp} without time zone. */
    TIMESTAMP_ZONE("points in time are of type timestamptz"),
    /** No {@code json}, {@code money}, {@code time with time zone}, no sequences of serial columns. */
    COLUMN_TYPE("no json (but jsonb), no money, no time with time zone, no serial (but identity)"),
    /** {@code created_at} and {@code updated_at} are {@code timestamptz NOT NULL DEFAULT now()}. */
    AUDIT_COLUMNS("created_at and updated_at are timestamptz NOT NULL DEFAULT now()"),
    /** A table has a comment. */
    TABLE_COMMENT("a table has a comment that says what a row is"),
    /** The role of the service can neither bypass row level security nor switch it off. */
    SERVICE_ROLE("the service's role is no superuser, lacks BYPASSRLS and owns no table");

    private final String demand;

    SchemaRule(String demand) {
        this.demand = demand;
    }

    /** What it demands, in one line. */
    public String demand() {
        return demand;
    }
}
