// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.testkit.contract.ContractTypes;
import org.stellaops.persistence.testkit.contract.ControlStoreContract;

class MongoControlStoreTest extends ControlStoreContract {

    @Override
    public String engine() {
        return "MongoControlStore on " + TestServer.DEFAULT.engine();
    }

    @Override
    protected AutoCloseable open() {
        return TestServer.DEFAULT.backend(ContractTypes.MODULE);
    }

    @Override
    protected ControlStore controlOf(AutoCloseable opened) {
        return ((MongoBackend) opened).control();
    }
}
