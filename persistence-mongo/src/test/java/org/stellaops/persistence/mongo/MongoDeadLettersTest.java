package org.stellaops.persistence.mongo;

import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.testkit.contract.ContractTypes;
import org.stellaops.persistence.testkit.contract.DeadLettersContract;

class MongoDeadLettersTest extends DeadLettersContract {

    @Override
    public String engine() {
        return "MongoDeadLetters on " + TestServer.USUAL.engine();
    }

    @Override
    protected AutoCloseable open() {
        return TestServer.USUAL.backend(ContractTypes.MODULE);
    }

    @Override
    protected DeadLetters deadLettersOf(AutoCloseable opened) {
        return ((LegacyBackend) opened).deadLetters();
    }
}
