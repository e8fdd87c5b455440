// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.issuer;

import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.ModuleDescriptor;

/** The module {@code issuer}: trust anchors, their keys and weights. Tables in {@code db/issuer}. */
public final class IssuerModule {

    private IssuerModule() {}

    /** The module with its entity types, in the order in which they refer to each other. */
    public static ModuleDescriptor descriptor() {
        return ModuleDescriptor.of(
                "issuer",
                EntityType.of(Issuer.class),
                EntityType.of(IssuerKey.class),
                EntityType.of(TrustOverride.class),
                EntityType.of(AuditEntry.class));
    }
}
