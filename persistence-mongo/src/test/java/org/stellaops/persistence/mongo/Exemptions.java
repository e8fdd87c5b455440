package org.stellaops.persistence.mongo;

import java.util.Map;

/** What the embedded stand-in does otherwise than MongoDB; docs/spec/store-exemptions.md lists the same. */
final class Exemptions {

    private static final String UTF_16 =
            "mongo-java-server compares texts by UTF-16 units, MongoDB by UTF-8 bytes; they differ above U+FFFF";

    /** Of the clauses about steps. */
    static final Map<String, String> OF_THE_STAND_IN_FOR_STEPS = Map.of("LS-SCAN-2", UTF_16);

    /** Of the clauses about a record store. */
    static final Map<String, String> OF_THE_STAND_IN_FOR_RECORDS = Map.of("ST-QUERY-1", UTF_16, "ST-QUERY-10", UTF_16);

    private Exemptions() {}
}
