// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo.live;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.vuln.Advisories;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.ReadableStore;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;

/** An honest store in a map; subclasses are dishonest in one way each. */
class MapStore implements RecordStore {

    final ConcurrentSkipListMap<RecordKey, StoredRecord> held = new ConcurrentSkipListMap<>();
    private final AtomicLong versions = new AtomicLong();

    @Override
    public EntityType<?> type() {
        return Advisories.TYPE;
    }

    @Override
    public Optional<StoredRecord> find(RecordKey key) {
        return Optional.ofNullable(held.get(key));
    }

    @Override
    public Page<StoredRecord> query(Optional<String> tenant, Query query) {
        List<StoredRecord> items = held.values().stream()
                .filter(it -> query.where().matches(Advisories.TYPE, it))
                .limit(query.limit())
                .toList();
        return new Page<>(items, Optional.empty());
    }

    @Override
    public synchronized WriteOutcome put(RecordKey key, Struct content, Precondition precondition) {
        Optional<String> violation = precondition.violationBy(Advisories.TYPE, find(key));
        if (violation.isPresent()) {
            return new WriteOutcome.Conflict(find(key).map(StoredRecord::revision), violation.get());
        }
        VersionStamp stamp = next();
        held.put(key, new StoredRecord(key, content, stamp));
        return new WriteOutcome.Applied(Revision.of(stamp));
    }

    @Override
    public synchronized WriteOutcome delete(RecordKey key, Precondition precondition) {
        if (!held.containsKey(key)) {
            return new WriteOutcome.NotApplied(new Fault(Fault.Kind.ABSENT, "no such record"));
        }
        Optional<String> violation = precondition.violationBy(Advisories.TYPE, find(key));
        if (violation.isPresent()) {
            return new WriteOutcome.Conflict(find(key).map(StoredRecord::revision), violation.get());
        }
        held.remove(key);
        return new WriteOutcome.Applied(Revision.of(next()));
    }

    private VersionStamp next() {
        long version = versions.incrementAndGet();
        return new VersionStamp(version, "t" + version);
    }

    /** What this store holds, as a leader is asked at the end. */
    ReadableStore leader() {
        return new ReadableStore() {
            @Override
            public EntityType<?> type() {
                return Advisories.TYPE;
            }

            @Override
            public Optional<StoredRecord> find(RecordKey key) {
                return Optional.ofNullable(held.get(key));
            }

            @Override
            public Page<StoredRecord> query(Optional<String> tenant, Query query) {
                return MapStore.this.query(tenant, query);
            }

            @Override
            public Scan<ScanEntry> scan(Optional<RecordKey> after) {
                throw new IllegalStateException("the load asks for no scan");
            }
        };
    }
}
