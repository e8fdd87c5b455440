// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Keyset;
import org.stellaops.persistence.query.PageToken;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.query.Sort;
import org.stellaops.persistence.value.Value;
import org.stellaops.persistence.value.ValueOrder;

/** The expected result of a query, computed over a list with the API's rules. */
final class ExpectedRecords {

    private final EntityType<?> type;
    private final List<StoredRecord> records;

    ExpectedRecords(EntityType<?> type, Collection<StoredRecord> records) {
        this.type = type;
        this.records = List.copyOf(records);
    }

    Page<StoredRecord> query(Query query) {
        Condition condition = Keyset.condition(type, query);
        List<StoredRecord> found = records.stream()
                .filter(it -> condition.matches(type, it))
                .sorted(order(query))
                .toList();
        if (found.size() <= query.limit()) {
            return new Page<>(found, Optional.empty());
        }
        List<StoredRecord> items = found.subList(0, query.limit());
        PageToken next = Keyset.tokenAfter(type, query, items.get(items.size() - 1));
        return new Page<>(items, Optional.of(next));
    }

    private Comparator<StoredRecord> order(Query query) {
        List<Comparator<StoredRecord>> criteria = new ArrayList<>();
        for (Sort sort : Keyset.totalOrder(type, query)) {
            Comparator<StoredRecord> by = (left, right) -> compare(valueOf(left, sort), valueOf(right, sort));
            criteria.add(sort.direction() == Sort.Direction.ASCENDING ? by : by.reversed());
        }
        return criteria.stream().reduce(Comparator::thenComparing).orElseThrow();
    }

    private Optional<Value> valueOf(StoredRecord record, Sort sort) {
        return sort.field().equals(type.idField())
                ? Optional.of(type.idKind().valueOf(record.key()))
                : record.content().find(sort.field());
    }

    private static int compare(Optional<Value> left, Optional<Value> right) {
        if (left.isEmpty() || right.isEmpty()) {
            return Boolean.compare(left.isPresent(), right.isPresent());
        }
        return ValueOrder.INSTANCE.compare(left.get(), right.get());
    }
}
