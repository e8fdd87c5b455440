// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.RecordStore;

/**
 * The entities of a tenant-scoped type. It only offers the stores of single tenants: there is no access without a
 * tenant.
 *
 * @param <T> what is read and written
 */
public final class TenantStore<T> {

    private final RecordStore store;
    private final EntityType<T> type;

    TenantStore(RecordStore store, EntityType<T> type) {
        this.store = store;
        this.type = type;
    }

    /** The entities of one tenant. */
    public EntityStore<T> forTenant(String tenant) {
        return EntityStore.ofTenant(store, type, tenant);
    }
}
