// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.migration;

import java.time.Duration;

/**
 * Limits of a runner.
 *
 * @param tenantSetting the setting in which a transaction names its tenant
 * @param startupLimit how long all migrations of one start may take together
 * @param startupRows how many rows the start-up and seed migrations of one file may write
 * @param batchSize rows that a data migration changes in one transaction
 * @param lockTimeout how long a migration waits for a lock that somebody else holds, the one of another runner excepted
 */
public record MigrationSettings(
        String tenantSetting, Duration startupLimit, int startupRows, int batchSize, Duration lockTimeout) {

    private static final int MOST_ROWS = 1_000_000;

    /**
     * Rejects limits that make no sense.
     *
     * @throws IllegalArgumentException if a setting is out of range
     */
    public MigrationSettings {
        if (!tenantSetting.matches("[a-z_][a-z0-9_]*\\.[a-z_][a-z0-9_]*")) {
            throw new IllegalArgumentException(
                    "the tenant setting must be two names with a dot, such as app.tenant_id, but was " + tenantSetting);
        }
        if (startupLimit.toMillis() < 1 || lockTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("start-up limit and lock timeout must be at least 1 ms");
        }
        if (startupRows < 0 || startupRows > MOST_ROWS || batchSize < 1 || batchSize > MOST_ROWS) {
            throw new IllegalArgumentException("rows and batch size must be positive and at most " + MOST_ROWS);
        }
    }

    /** 60 s and 10,000 rows at start-up, batches of 1,000 rows, 10 s for a lock, {@code app.tenant_id}. */
    public static MigrationSettings defaults() {
        return new MigrationSettings("app.tenant_id", Duration.ofSeconds(60), 10_000, 1_000, Duration.ofSeconds(10));
    }

    /** These settings with another tenant setting. */
    public MigrationSettings withTenantSetting(String other) {
        return new MigrationSettings(other, startupLimit, startupRows, batchSize, lockTimeout);
    }

    /** These settings with other limits of a start. */
    public MigrationSettings withStartupLimits(Duration limit, int rows) {
        return new MigrationSettings(tenantSetting, limit, rows, batchSize, lockTimeout);
    }

    /** These settings with another size of a batch. */
    public MigrationSettings withBatchSize(int rows) {
        return new MigrationSettings(tenantSetting, startupLimit, startupRows, rows, lockTimeout);
    }
}
