// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.testkit.contract.ContractTypes;
import org.stellaops.persistence.testkit.contract.ControlEntriesContract;

class MongoEntriesTest extends ControlEntriesContract {

    @Override
    public String engine() {
        return "MongoEntries on " + TestServer.DEFAULT.engine();
    }

    @Override
    protected AutoCloseable open() {
        return TestServer.DEFAULT.backend(ContractTypes.MODULE);
    }

    @Override
    protected ControlEntries entriesOf(AutoCloseable opened) {
        return ((MongoBackend) opened).entries();
    }
}
