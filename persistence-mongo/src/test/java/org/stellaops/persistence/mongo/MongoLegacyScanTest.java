// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import java.util.Map;
import org.stellaops.persistence.testkit.contract.LegacyScanContract;

class MongoLegacyScanTest extends LegacyScanContract implements MongoSubject {

    @Override
    public Map<String, String> exemptions() {
        return TestServer.DEFAULT.excused(Exemptions.OF_SCANS);
    }
}
