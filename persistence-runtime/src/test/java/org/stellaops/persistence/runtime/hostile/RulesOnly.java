// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.hostile;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.query.QueryRules;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;

/** The rules that each store checks before its database is asked, without a database. */
final class RulesOnly implements RecordStore {

    @Override
    public EntityType<?> type() {
        return HostileInputs.TYPE;
    }

    @Override
    public Optional<StoredRecord> find(RecordKey key) {
        type().requireKey(key);
        return Optional.empty();
    }

    @Override
    public Page<StoredRecord> query(Optional<String> tenant, Query query) {
        QueryRules.check(type(), tenant, query);
        return new Page<>(List.of(), Optional.empty());
    }

    @Override
    public WriteOutcome put(RecordKey key, Struct content, Precondition precondition) {
        require(key, precondition);
        return type().problemsOf(key, content).isEmpty()
                ? new WriteOutcome.Applied(Revision.of(new VersionStamp(1, "rules")))
                : new WriteOutcome.Rejected(WriteOutcome.Rejected.Kind.VALUE, "the content", "rejected");
    }

    @Override
    public WriteOutcome delete(RecordKey key, Precondition precondition) {
        require(key, precondition);
        return new WriteOutcome.Applied(Revision.of(new VersionStamp(1, "rules")));
    }

    private void require(RecordKey key, Precondition precondition) {
        type().requireKey(key);
        if (precondition instanceof Precondition.Holds it) {
            QueryRules.check(type(), it.condition());
        }
    }
}
