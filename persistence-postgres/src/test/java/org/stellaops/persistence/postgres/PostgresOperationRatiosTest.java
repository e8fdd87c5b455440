// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.stellaops.persistence.dualwrite.TargetLeader;
import org.stellaops.persistence.testkit.contract.ContractTypes;
import org.stellaops.persistence.testkit.contract.OperationRatios;

/** Prints the figures of the evidence row {@code operations}; {@code docs/evidence/operations.sh} judges them. */
@EnabledIfSystemProperty(named = "operations.jobs", matches = "[0-9]+")
class PostgresOperationRatiosTest {

    @AfterEach
    void close() {
        Server.endTest();
    }

    @Test
    void theRatiosArePrinted() {
        try (PostgresBackend backend = Server.contractBackend()) {
            System.out.println(new OperationRatios(TargetLeader.over(backend, ContractTypes.EVERYTHING))
                    .measure(Server.NAME, 1_000, 50, Integer.getInteger("operations.jobs")));
        }
    }
}
