// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres;

import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.internal.ModulePools;

/**
 * Connections that the modules of one process share, of as many as the configuration says in all. Each module gets three quarters of
 * them at most, so that none can keep the others waiting. They are opened with the first module that uses them and closed with the last.
 *
 * <p>The login must be a member of the roles of each of the modules. Safe for concurrent use.
 */
public final class PostgresPools {

    private final ModulePools pools;

    private PostgresPools(ModulePools pools) {
        this.pools = pools;
    }

    /**
     * Pools of this configuration; none is opened yet.
     *
     * @throws IllegalArgumentException if the configuration has no address
     */
    public static PostgresPools of(PostgresConfig config) {
        config.requireAddress();
        return new PostgresPools(new ModulePools(config));
    }

    ModulePools internal() {
        return pools;
    }
}
