package org.stellaops.persistence.mongo;

import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.testkit.contract.ContractTypes;
import org.stellaops.persistence.testkit.contract.LegacyRemovalContract;

class MongoLegacyRemovalTest extends LegacyRemovalContract {

    @Override
    public String engine() {
        return "MongoLegacyStore on " + TestServer.DEFAULT.engine();
    }

    @Override
    protected LegacyBackend open() {
        return TestServer.DEFAULT.backend(ContractTypes.MODULE);
    }
}
