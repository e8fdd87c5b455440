// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.testkit.contract.ContractTypes;
import org.stellaops.persistence.testkit.contract.LegacySubject;
import org.stellaops.persistence.testkit.contract.UnversionedWriter;

/** The backend of this artefact, for every group of clauses about a legacy store. */
interface MongoSubject extends LegacySubject {

    @Override
    default String engine() {
        return "MongoLegacyStore on " + TestServer.DEFAULT.engine();
    }

    @Override
    default LegacyBackend open() {
        return TestServer.DEFAULT.backend(ContractTypes.MODULE);
    }

    @Override
    default UnversionedWriter bypassing(LegacyBackend opened, EntityType<?> type) {
        return TestServer.DEFAULT.bypassing((MongoBackend) opened, type);
    }
}
