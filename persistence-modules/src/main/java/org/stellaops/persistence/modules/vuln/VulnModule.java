// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vuln;

import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.ModuleDescriptor;

/** The module {@code vuln}: what Concelier stores of vulnerability advisories. */
public final class VulnModule {

    private VulnModule() {}

    /** The module with its entity types. */
    public static ModuleDescriptor descriptor() {
        return ModuleDescriptor.of(
                "vuln",
                EntityType.of(Source.class),
                EntityType.of(SourceState.class),
                EntityType.of(FeedSnapshot.class),
                Advisories.TYPE,
                EntityType.of(AdvisorySnapshot.class),
                EntityType.of(MergeEvent.class),
                EntityType.of(LinksetCacheEntry.class));
    }
}
