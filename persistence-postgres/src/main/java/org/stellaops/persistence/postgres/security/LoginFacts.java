// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.security;

import java.util.List;

/**
 * What a login is and can become, and how its connection was made.
 *
 * @param name its name
 * @param database the database it is connected to
 * @param superuser whether it is a superuser
 * @param passesRowSecurity whether it has BYPASSRLS itself
 * @param powers the powerful roles among those that it is or may take, a superuser's left out
 * @param owned what it, or a role that it may take, owns in the module's schemas
 * @param creates the module's schemas in which it may create
 * @param unlimited tables on which it has a right that no policy limits
 * @param shadows functions and tables elsewhere on its search path that have a name of ours
 * @param pooled whether something between the library and the server answers in the server's place
 * @param encrypted whether the server's end of the connection is encrypted
 * @param url the address that the connection was made with
 */
record LoginFacts(
        String name,
        String database,
        boolean superuser,
        boolean passesRowSecurity,
        List<Power> powers,
        List<String> owned,
        List<String> creates,
        List<String> unlimited,
        List<String> shadows,
        boolean pooled,
        boolean encrypted,
        String url) {

    /**
     * A role with a power that a login of a service must not have.
     *
     * @param role its name
     * @param kind the power
     */
    record Power(String role, Kind kind) {}

    /** Powers, by the attribute that takes them away; a role that is powerful by itself has none. */
    enum Kind {
        SUPERUSER("is a superuser", "NOSUPERUSER"),
        BYPASS("has BYPASSRLS", "NOBYPASSRLS"),
        CREATE_ROLE("has CREATEROLE, so that it can make itself a member of any role", "NOCREATEROLE"),
        SERVER("reads or writes files of the server, or runs programs there", "");

        private final String words;
        private final String without;

        Kind(String words, String without) {
            this.words = words;
            this.without = without;
        }

        String words() {
            return words;
        }

        String without() {
            return without;
        }
    }

    /** Whether it can see the rows of all tenants, by itself or in the role for work across tenants. */
    boolean canWorkAcrossTenants(ModuleRoles roles) {
        return superuser || passesRowSecurity || powers.contains(new Power(roles.maintenance(), Kind.BYPASS));
    }
}
