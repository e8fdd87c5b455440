package org.stellaops.persistence.mongo;

import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.testkit.contract.ContractTypes;
import org.stellaops.persistence.testkit.contract.ControlStoreContract;

class MongoControlStoreTest extends ControlStoreContract {

    @Override
    public String engine() {
        return "MongoControlStore on " + Embedded.VALIDATING.engine();
    }

    @Override
    protected AutoCloseable open() {
        return Embedded.VALIDATING.backend(ContractTypes.MODULE);
    }

    @Override
    protected ControlStore controlOf(AutoCloseable opened) {
        return ((MongoBackend) opened).control();
    }
}
