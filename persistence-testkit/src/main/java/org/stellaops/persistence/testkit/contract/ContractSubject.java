// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import java.util.Map;

/** What a contract class needs to know of the tested store, besides how to open it. */
public interface ContractSubject {

    /**
     * Which store is tested, on which engine, such as {@code PostgresTargetStore on PostgreSQL 18.6}; it is printed.
     */
    String engine();

    /**
     * The clauses that this store does not fulfil, each with the reason that a user should read. A test of such a
     * clause still runs, and fails the build once it passes.
     */
    default Map<String, String> exemptions() {
        return Map.of();
    }
}
