// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.memory;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.RepairRecords;
import org.stellaops.persistence.spi.RepairRow;

/** Repairs in memory. Each method is one step. */
final class MemoryRepairRecords implements RepairRecords {

    private static final Comparator<RowKey> ORDER =
            Comparator.comparing(RowKey::plan).thenComparing(RowKey::entity).thenComparing(RowKey::key);

    private final Steps steps;
    private final TreeMap<RowKey, RepairRow> rows = new TreeMap<>(ORDER);

    private record RowKey(String plan, String entity, RecordKey key) {

        static RowKey of(RepairRow row) {
            return new RowKey(row.plan(), row.entity(), row.key());
        }
    }

    MemoryRepairRecords(Steps steps) {
        this.steps = steps;
    }

    @Override
    public void insert(List<RepairRow> added) {
        steps.step(() -> {
            added.forEach(it -> rows.put(RowKey.of(it), it));
            return true;
        });
    }

    @Override
    public boolean replace(RepairRow expected, RepairRow next) {
        return steps.step(() -> {
            boolean matches = Optional.ofNullable(rows.get(RowKey.of(expected)))
                    .filter(it -> it.state().equals(expected.state()))
                    .isPresent();
            if (matches) {
                rows.put(RowKey.of(expected), next);
            }
            return matches;
        });
    }

    @Override
    public List<RepairRow> list(String plan, Optional<RepairRow> after, int limit) {
        return steps.step(() -> rows.values().stream()
                .filter(it -> it.plan().equals(plan))
                .filter(it -> after.isEmpty() || ORDER.compare(RowKey.of(it), RowKey.of(after.get())) > 0)
                .limit(limit)
                .toList());
    }

    @Override
    public List<StateCount> plans(int limit) {
        return steps.step(() -> {
            Map<String, Map<String, Long>> counts = new TreeMap<>(Comparator.reverseOrder());
            counts.putAll(rows.values().stream()
                    .collect(Collectors.groupingBy(
                            RepairRow::plan,
                            Collectors.groupingBy(RepairRow::state, TreeMap::new, Collectors.counting()))));
            return counts.entrySet().stream()
                    .flatMap(plan -> plan.getValue().entrySet().stream()
                            .map(it -> new StateCount(plan.getKey(), it.getKey(), it.getValue())))
                    .limit(limit)
                    .toList();
        });
    }

    @Override
    public long remove(String plan) {
        return steps.step(() -> {
            long before = rows.size();
            rows.keySet().removeIf(it -> it.plan().equals(plan));
            return before - rows.size();
        });
    }
}
