// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.security;

import java.util.List;
import java.util.Optional;

/**
 * What protects the tables of a module.
 *
 * @param tables the tables of the schema
 * @param tenantFunction the function that returns the tenant; empty if there is none
 */
record SchemaFacts(List<Table> tables, Optional<Function> tenantFunction) {

    /**
     * A table.
     *
     * @param name its name
     * @param hasTenantColumn whether it has a column {@code tenant_id}
     * @param enabled whether row-level security is enabled
     * @param forced whether it binds the owner as well
     * @param policies its policies, in the order of their names
     */
    record Table(String name, boolean hasTenantColumn, boolean enabled, boolean forced, List<Policy> policies) {}

    /**
     * A policy.
     *
     * @param name its name
     * @param forEverything whether it is permissive, for all commands and for everybody
     * @param using its condition for rows that are there; empty if it has none
     * @param check its condition for rows that are written; empty if it has none
     */
    record Policy(String name, boolean forEverything, String using, String check) {}

    /**
     * A function.
     *
     * @param source what it does
     * @param plain whether it runs with the caller's rights and with a search path of its own
     */
    record Function(String source, boolean plain) {}
}
