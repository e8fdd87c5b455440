// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.config;

import java.util.Optional;
import javax.sql.DataSource;

/**
 * Data sources of the application that a module uses in place of pools of its own. They are never closed by the library.
 *
 * <p>Their connections must be those of PostgreSQL's JDBC driver, with isolation level READ COMMITTED, and must not be in a
 * transaction when they are handed out: a proxy that takes part in transactions of its caller is refused when it is used. The
 * library sets role, tenant, timeouts and search path for each of its transactions and leaves nothing behind.
 *
 * @param service the login of the service
 * @param maintenance a login for work across tenants, if it is a separate one; otherwise a role of the service's login
 */
public record GivenDataSources(DataSource service, Optional<DataSource> maintenance) {

    /** One data source for everything. */
    public static GivenDataSources of(DataSource service) {
        return new GivenDataSources(service, Optional.empty());
    }

    /** One for the service, and one for work across tenants, whose login must have BYPASSRLS. */
    public static GivenDataSources of(DataSource service, DataSource maintenance) {
        return new GivenDataSources(service, Optional.of(maintenance));
    }
}
