// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.stellaops.persistence.dualwrite.TargetLeader;
import org.stellaops.persistence.testkit.contract.ContractTypes;
import org.stellaops.persistence.testkit.contract.OperationRatios;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresOptions;

/** Prints the figures of the evidence row {@code operations}; {@code docs/evidence/operations.sh} judges them. */
@EnabledIfSystemProperty(named = "operations.jobs", matches = "[0-9]+")
class PostgresOperationRatiosTest {

    @Test
    void theRatiosArePrinted() {
        try (PostgresEngine durable = PostgresEngine.start(PostgresOptions.defaults());
                PostgresBackend backend = Server.contractBackend(durable)) {
            System.out.println(new OperationRatios(TargetLeader.over(backend, ContractTypes.EVERYTHING))
                    .measure(
                            "PostgresTargetStore on " + durable.describe() + ", fsync on",
                            1_000,
                            50,
                            Integer.getInteger("operations.jobs")));
        }
    }
}
