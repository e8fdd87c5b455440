// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;

class TargetLeaderContractTest extends RecordStoreSuite {

    @Override
    RecordStore openStore(EntityType<?> type) {
        return TargetLeader.over(new MemoryTargetBackend(), type);
    }

    @Override
    String engineName() {
        return "TargetLeader over memory";
    }
}
