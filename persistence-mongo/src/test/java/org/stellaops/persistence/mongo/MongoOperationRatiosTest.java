// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.stellaops.persistence.dualwrite.LegacyLeader;
import org.stellaops.persistence.testkit.contract.ContractTypes;
import org.stellaops.persistence.testkit.contract.OperationRatios;

/** Prints the figures of the evidence row {@code operations}; {@code docs/evidence/operations.sh} judges them. */
@EnabledIfSystemProperty(named = "operations.jobs", matches = "[0-9]+")
class MongoOperationRatiosTest {

    @Test
    void theRatiosArePrinted() {
        try (MongoBackend backend = TestServer.DEFAULT.backend(ContractTypes.MODULE)) {
            System.out.println(new OperationRatios(LegacyLeader.over(backend, ContractTypes.EVERYTHING))
                    .measure(TestServer.DEFAULT.engine(), 1_000, 50, Integer.getInteger("operations.jobs")));
        }
    }
}
