// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.config;

import java.util.Locale;

/** The checks that a module makes before it uses PostgreSQL, by the name under which the configuration knows them. */
public enum SecurityCheck {
    /** Row-level security of every tenant-scoped table is enabled and forced. */
    ROW_LEVEL_SECURITY,
    /** Every such table has exactly one policy, which compares the tenant, and the function it calls is the library's. */
    POLICIES,
    /**
     * No login of a pool is a superuser, owns anything of the module or may create there, and the service's login cannot pass
     * row-level security by itself or by a role that it may take.
     */
    LOGIN,
    /** Work across tenants can see all tenants. */
    CROSS_TENANT,
    /** No other schema on a login's search path holds a function or table with a name that the library uses. */
    SEARCH_PATH,
    /** Connections to a server on another machine are encrypted. */
    TLS,
    /** A connection pooler is one that the configuration knows of. */
    POOLER;

    /** Its name in the configuration, such as {@code row-level-security}. */
    public String configName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
