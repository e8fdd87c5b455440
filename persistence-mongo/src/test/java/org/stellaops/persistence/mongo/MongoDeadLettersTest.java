// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.testkit.contract.ContractTypes;
import org.stellaops.persistence.testkit.contract.DeadLettersContract;

class MongoDeadLettersTest extends DeadLettersContract {

    @Override
    public String engine() {
        return "MongoDeadLetters on " + TestServer.DEFAULT.engine();
    }

    @Override
    protected AutoCloseable open() {
        return TestServer.DEFAULT.backend(ContractTypes.MODULE);
    }

    @Override
    protected DeadLetters deadLettersOf(AutoCloseable opened) {
        return ((LegacyBackend) opened).deadLetters();
    }
}
