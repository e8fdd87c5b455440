package org.stellaops.persistence.testkit.contract;

import java.util.Map;

/** What a contract class needs to know of the store that it is held against, beside how to open one. */
public interface ContractSubject {

    /** Which store is tested, on which engine, such as {@code PostgresTargetStore on PostgreSQL 18.6}; it is printed. */
    String engine();

    /**
     * The clauses that this store does not fulfil, each with the reason that a user should read. A test of such a clause
     * runs all the same, and fails the build the day it passes.
     */
    default Map<String, String> exemptions() {
        return Map.of();
    }
}
