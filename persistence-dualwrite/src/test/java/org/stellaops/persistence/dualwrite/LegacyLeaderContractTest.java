// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;

class LegacyLeaderContractTest extends RecordStoreSuite {

    @Override
    RecordStore openStore(EntityType<?> type) {
        return LegacyLeader.over(new MemoryLegacyBackend(), type);
    }

    @Override
    String engineName() {
        return "LegacyLeader over memory";
    }
}
