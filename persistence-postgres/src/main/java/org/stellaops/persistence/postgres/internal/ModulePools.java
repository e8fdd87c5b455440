// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.internal.Database.Mode;

/** The pools that modules share, open while any module uses them. Safe for concurrent use. */
public final class ModulePools {

    private final PostgresConfig config;
    private @Nullable OwnPools open;
    private int users;

    /** Pools of this configuration; none is opened yet. */
    public ModulePools(PostgresConfig config) {
        this.config = config;
    }

    /** A database of one module on them. */
    public Database database() {
        return new Database(config, share());
    }

    private synchronized Sessions share() {
        if (open == null) {
            open = new OwnPools(config, "shared", Mode.READ_WRITE);
        }
        users++;
        return new SharedSessions(
                open, config.maxPoolSize(), config.maintenancePoolSize(), config.connectTimeout(), this::release);
    }

    private synchronized void release() {
        users--;
        if (users == 0 && open != null) {
            open.close();
            open = null;
        }
    }
}
