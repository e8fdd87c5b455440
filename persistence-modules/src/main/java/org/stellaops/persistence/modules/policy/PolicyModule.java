// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.policy;

import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.ModuleDescriptor;

/** The module {@code policy}: policy packs, evaluations and exceptions. Tables in {@code db/policy}. */
public final class PolicyModule {

    private PolicyModule() {}

    /** The module with its entity types, in the order in which they refer to each other. */
    public static ModuleDescriptor descriptor() {
        return ModuleDescriptor.of(
                "policy",
                EntityType.of(Pack.class),
                EntityType.of(PackVersion.class),
                EntityType.of(RiskProfile.class),
                EntityType.of(EvaluationRun.class),
                EntityType.of(Explanation.class),
                EntityType.of(PolicyExemption.class),
                EntityType.of(AuditEntry.class));
    }
}
