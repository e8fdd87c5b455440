// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import java.util.Map;

/** What the embedded stand-in does otherwise than MongoDB; docs/spec/store-exemptions.md lists the same. */
final class Exemptions {

    private static final String UTF_16 =
            "mongo-java-server compares texts by UTF-16 units, MongoDB by UTF-8 bytes; they differ above U+FFFF";

    private static final String SUBTYPES =
            "mongo-java-server breaks the connection at binary of subtype 5 and forgets subtype 128";

    /** Of the clauses about scans. */
    static final Map<String, String> OF_SCANS = Map.of("LS-SCAN-2", UTF_16);

    /** Of the clauses about queries. */
    static final Map<String, String> OF_QUERIES = Map.of("ST-QUERY-1", UTF_16, "ST-QUERY-10", UTF_16);

    /** Of the clauses about pages. */
    static final Map<String, String> OF_PAGES = Map.of("ST-PAGE-4", UTF_16, "ST-PAGE-7", UTF_16);

    /** Of the clauses about values. */
    static final Map<String, String> OF_VALUES = Map.of("ST-VAL-7", SUBTYPES, "ST-VAL-15", SUBTYPES);

    private Exemptions() {}
}
