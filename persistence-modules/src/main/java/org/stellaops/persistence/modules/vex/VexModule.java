// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vex;

import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.ModuleDescriptor;

/** The module {@code vex}: VEX statements, graphs and their evidence. Tables in {@code db/vex}. */
public final class VexModule {

    private VexModule() {}

    /** The module with its entity types, in the order in which they refer to each other. */
    public static ModuleDescriptor descriptor() {
        return ModuleDescriptor.of(
                "vex",
                EntityType.of(Project.class),
                EntityType.of(GraphRevision.class),
                EntityType.of(RawDocument.class),
                EntityType.of(Observation.class),
                EntityType.of(Statement.class),
                EntityType.of(Linkset.class),
                EntityType.of(LinksetEvent.class),
                EntityType.of(Consensus.class),
                EntityType.of(ConsensusHold.class),
                EntityType.of(UnknownsSnapshot.class),
                EntityType.of(EvidenceManifest.class),
                EntityType.of(CvssReceipt.class),
                EntityType.of(Attestation.class),
                EntityType.of(TimelineEvent.class));
    }
}
