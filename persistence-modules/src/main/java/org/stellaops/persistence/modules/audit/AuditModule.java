// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.audit;

import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.ModuleDescriptor;

/** The module {@code audit}: what anybody did, for all modules. Tables in {@code db/audit}. */
public final class AuditModule {

    private AuditModule() {}

    /** The module with its entity types, in the order in which they refer to each other. */
    public static ModuleDescriptor descriptor() {
        return ModuleDescriptor.of("audit", EntityType.of(AuditEvent.class), EntityType.of(RetentionPolicy.class));
    }
}
