package org.stellaops.persistence.mongo;

import java.util.Map;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.testkit.contract.ContractTypes;
import org.stellaops.persistence.testkit.contract.LegacyScanContract;

class MongoLegacyScanTest extends LegacyScanContract {

    @Override
    public String engine() {
        return "MongoLegacyStore on " + TestServer.USUAL.engine();
    }

    @Override
    public Map<String, String> exemptions() {
        return TestServer.USUAL.excused(Exemptions.OF_SCANS);
    }

    @Override
    protected LegacyBackend open() {
        return TestServer.USUAL.backend(ContractTypes.MODULE);
    }
}
