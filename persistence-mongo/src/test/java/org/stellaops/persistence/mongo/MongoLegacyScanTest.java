package org.stellaops.persistence.mongo;

import java.util.Map;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.testkit.contract.ContractTypes;
import org.stellaops.persistence.testkit.contract.LegacyScanContract;

class MongoLegacyScanTest extends LegacyScanContract {

    @Override
    public String engine() {
        return "MongoLegacyStore on " + TestServer.DEFAULT.engine();
    }

    @Override
    public Map<String, String> exemptions() {
        return TestServer.DEFAULT.excused(Exemptions.OF_SCANS);
    }

    @Override
    protected LegacyBackend open() {
        return TestServer.DEFAULT.backend(ContractTypes.MODULE);
    }
}
