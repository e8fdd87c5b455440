// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.memory;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Keyset;
import org.stellaops.persistence.query.PageWeight;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.query.QueryRules;
import org.stellaops.persistence.query.Sort;
import org.stellaops.persistence.value.Value;
import org.stellaops.persistence.value.ValueOrder;

/** Answers a query by evaluating every record. */
final class MemoryQuery {

    private static final Comparator<Optional<Value>> MISSING_FIRST =
            (left, right) -> left.isPresent() && right.isPresent()
                    ? ValueOrder.INSTANCE.compare(left.get(), right.get())
                    : Boolean.compare(left.isPresent(), right.isPresent());

    private final EntityType<?> type;
    private final Optional<String> tenant;
    private final Query query;

    /**
     * A query that is allowed.
     *
     * @throws IllegalArgumentException if it is not, or the tenant is missing or superfluous
     */
    MemoryQuery(EntityType<?> type, Optional<String> tenant, Query query) {
        QueryRules.check(type, tenant, query);
        this.type = type;
        this.tenant = tenant;
        this.query = query;
    }

    boolean concerns(StoredRecord record) {
        return concernsTenant(record.key().tenant());
    }

    boolean concernsTenant(Optional<String> tenantOfRecord) {
        return tenantOfRecord.equals(tenant);
    }

    long count(Stream<StoredRecord> records, long atMost) {
        return records.filter(this::concerns)
                .filter(record -> query.where().matches(type, record))
                .limit(atMost)
                .count();
    }

    Page<StoredRecord> page(Stream<StoredRecord> records) {
        Condition condition = Keyset.condition(type, query);
        List<StoredRecord> found = records.filter(this::concerns)
                .filter(record -> condition.matches(type, record))
                .sorted(order())
                .limit(query.limit() + 1L)
                .toList();
        int size = cut(found);
        if (size == found.size()) {
            return new Page<>(found, Optional.empty());
        }
        List<StoredRecord> items = found.subList(0, size);
        return new Page<>(items, Optional.of(Keyset.tokenAfter(type, query, items.get(items.size() - 1))));
    }

    private int cut(List<StoredRecord> found) {
        PageWeight weight = new PageWeight();
        int size = 0;
        while (size < Math.min(found.size(), query.limit()) && !weight.isFull()) {
            weight.add(found.get(size).content());
            size++;
        }
        return size;
    }

    private Comparator<StoredRecord> order() {
        return (left, right) -> {
            for (Sort sort : Keyset.totalOrder(type, query)) {
                int compared = MISSING_FIRST.compare(value(left, sort), value(right, sort));
                if (compared != 0) {
                    return sort.direction() == Sort.Direction.ASCENDING ? compared : -compared;
                }
            }
            return 0;
        };
    }

    private Optional<Value> value(StoredRecord record, Sort sort) {
        return sort.field().equals(type.idField())
                ? Optional.of(type.idKind().valueOf(record.key()))
                : record.content().find(sort.field());
    }
}
