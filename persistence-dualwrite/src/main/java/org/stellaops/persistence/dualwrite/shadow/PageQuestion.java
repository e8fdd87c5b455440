// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.ReadKind;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.ReadableStore;

/** A read that a store answers with a page, and that can be repeated. */
interface PageQuestion {

    ReadKind kind();

    Page<StoredRecord> of(ReadableStore store);

    /** Under which key a difference of the page as a whole is reported: a digest, since the question holds values. */
    RecordKey about();

    /** The page of a query. */
    record OfQuery(Optional<String> tenant, Query query) implements PageQuestion {

        @Override
        public ReadKind kind() {
            return ReadKind.QUERY;
        }

        @Override
        public Page<StoredRecord> of(ReadableStore store) {
            return store.query(tenant, query);
        }

        @Override
        public RecordKey about() {
            return QuestionKeys.of(tenant, "query", query);
        }
    }

    /** The records of many keys. */
    record OfKeys(List<RecordKey> keys) implements PageQuestion {

        @Override
        public ReadKind kind() {
            return ReadKind.FIND_ALL;
        }

        @Override
        public Page<StoredRecord> of(ReadableStore store) {
            return store.findAll(keys);
        }

        @Override
        public RecordKey about() {
            return QuestionKeys.of(keys.stream().findFirst().flatMap(RecordKey::tenant), "find-all", keys);
        }
    }
}
