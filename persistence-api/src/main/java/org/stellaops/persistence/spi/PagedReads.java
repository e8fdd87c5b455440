// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.stellaops.persistence.DistinctValues;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.UnreadableRecord;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.LowestValues;
import org.stellaops.persistence.query.PageToken;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.value.Value;

/** Reads of a store that offers nothing but finds and pages. */
final class PagedReads {

    private PagedReads() {}

    static long count(Function<Query, Page<StoredRecord>> pages, Condition where, long atMost) {
        Query query = Query.where(where).limit((int) Math.min(Query.LARGEST_LIMIT, atMost));
        long count = 0;
        Optional<PageToken> next;
        do {
            Page<StoredRecord> page = pages.apply(query);
            count += page.items().size();
            next = page.next();
            query = next.map(query::after).orElse(query);
        } while (next.isPresent() && count < atMost);
        return Math.min(count, atMost);
    }

    static DistinctValues<Value> distinct(
            Function<Query, Page<StoredRecord>> pages, String field, Condition where, int atMost) {
        LowestValues lowest = new LowestValues(atMost);
        Optional<Query> query = Optional.of(Query.where(where).limit(Query.LARGEST_LIMIT));
        while (query.isPresent()) {
            Query asked = query.get();
            Page<StoredRecord> page = pages.apply(asked);
            page.items().stream()
                    .flatMap(it -> it.content().find(field).stream())
                    .flatMap(it -> it instanceof Value.Items items ? items.values().stream() : Stream.of(it))
                    .forEach(lowest::add);
            query = page.next().map(asked::after);
        }
        return lowest.values();
    }

    static Page<StoredRecord> findAll(Function<RecordKey, Optional<StoredRecord>> find, Collection<RecordKey> keys) {
        List<StoredRecord> found = new ArrayList<>();
        List<UnreadableRecord> unreadable = new ArrayList<>();
        keys.stream().distinct().forEach(key -> {
            try {
                find.apply(key).ifPresent(found::add);
            } catch (StoreException e) {
                if (e.fault().kind() != Fault.Kind.UNREADABLE) {
                    throw e;
                }
                unreadable.add(new UnreadableRecord(key.toString(), e.fault().message()));
            }
        });
        return new Page<>(found, Optional.empty(), unreadable);
    }

    static boolean exists(Function<RecordKey, Optional<StoredRecord>> find, RecordKey key) {
        try {
            return find.apply(key).isPresent();
        } catch (StoreException e) {
            if (e.fault().kind() == Fault.Kind.UNREADABLE) {
                return true;
            }
            throw e;
        }
    }
}
