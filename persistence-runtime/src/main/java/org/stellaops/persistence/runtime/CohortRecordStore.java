// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.stellaops.persistence.CountEstimate;
import org.stellaops.persistence.DistinctValues;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.Patch;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Selected;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.Updated;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.spi.RecordWrite;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * The records of a type of a module with cohorts: each call goes to the cohort of its tenant, and anew to another one if the tenant was
 * given to that meanwhile, before anything was done.
 */
final class CohortRecordStore implements RecordStore {

    private final EntityType<?> type;
    private final CohortRouting routing;
    private final Function<PersistenceModule, RecordStore> records;

    /**
     * Records behind this routing.
     *
     * @param records those of a cohort
     */
    CohortRecordStore(EntityType<?> type, CohortRouting routing, Function<PersistenceModule, RecordStore> records) {
        this.type = type;
        this.routing = routing;
        this.records = records;
    }

    @Override
    public EntityType<?> type() {
        return type;
    }

    private String required(Optional<String> tenant) {
        return tenant.orElseThrow(() -> new IllegalArgumentException(
                type + " is tenant-scoped, and its module has cohorts: a call must name a tenant"));
    }

    private <R> R read(Optional<String> tenant, Function<RecordStore, R> question) {
        String asked = required(tenant);
        long deadline = routing.deadline();
        while (true) {
            PersistenceModule cohort = routing.of(asked);
            try {
                return question.apply(records.apply(cohort));
            } catch (StoreException e) {
                if (!isToBeMadeAnew(e.fault(), asked, cohort, deadline)) {
                    throw e;
                }
            }
        }
    }

    private WriteOutcome write(RecordKey key, Function<RecordStore, WriteOutcome> operation) {
        return change(key.tenant(), it -> Updated.without(operation.apply(it))).outcome();
    }

    private <T> Updated<T> change(Optional<String> tenant, Function<RecordStore, Updated<T>> operation) {
        String asked = required(tenant);
        long deadline = routing.deadline();
        while (true) {
            PersistenceModule cohort;
            try {
                cohort = routing.of(asked);
            } catch (StoreException e) {
                return Updated.without(new WriteOutcome.NotApplied(e.fault()));
            }
            Updated<T> made = operation.apply(records.apply(cohort));
            if (!isToBeMadeAnew(made.outcome(), asked, cohort, deadline)) {
                return made;
            }
        }
    }

    private boolean isToBeMadeAnew(WriteOutcome outcome, String tenant, PersistenceModule cohort, long deadline) {
        return outcome instanceof WriteOutcome.NotApplied it && isToBeMadeAnew(it.fault(), tenant, cohort, deadline);
    }

    private boolean isToBeMadeAnew(Fault fault, String tenant, PersistenceModule cohort, long deadline) {
        return fault.kind() == Fault.Kind.OUT_OF_DATE
                && routing.isElsewhere(tenant, cohort)
                && System.nanoTime() < deadline;
    }

    @Override
    public Optional<StoredRecord> find(RecordKey key) {
        return read(key.tenant(), it -> it.find(key));
    }

    @Override
    public Page<StoredRecord> query(Optional<String> tenant, Query query) {
        return read(tenant, it -> it.query(tenant, query));
    }

    @Override
    public WriteOutcome put(RecordKey key, Struct content, Precondition precondition) {
        return write(key, it -> it.put(key, content, precondition));
    }

    @Override
    public WriteOutcome delete(RecordKey key, Precondition precondition) {
        return write(key, it -> it.delete(key, precondition));
    }

    @Override
    public Updated<StoredRecord> update(RecordKey key, Patch patch, Precondition precondition) {
        return change(key.tenant(), it -> it.update(key, patch, precondition));
    }

    @Override
    public Updated<StoredRecord> claim(Optional<String> tenant, Query next, Patch patch) {
        return change(tenant, it -> it.claim(tenant, next, patch));
    }

    /** All are of one tenant. Those that were refused are made anew, the others are not. */
    @Override
    public List<WriteOutcome> writeAll(List<RecordWrite> writes) {
        if (writes.isEmpty()) {
            return List.of();
        }
        String tenant = required(writes.get(0).key().tenant());
        long deadline = routing.deadline();
        WriteOutcome[] outcomes = new WriteOutcome[writes.size()];
        List<Integer> open = IntStream.range(0, writes.size()).boxed().toList();
        while (!open.isEmpty()) {
            open = writeSome(writes, open, outcomes, tenant, deadline);
        }
        return List.of(outcomes);
    }

    /** Those that are to be made anew. */
    private List<Integer> writeSome(
            List<RecordWrite> writes, List<Integer> open, WriteOutcome[] outcomes, String tenant, long deadline) {
        PersistenceModule cohort;
        try {
            cohort = routing.of(tenant);
        } catch (StoreException e) {
            open.forEach(it -> outcomes[it] = new WriteOutcome.NotApplied(e.fault()));
            return List.of();
        }
        List<WriteOutcome> made =
                records.apply(cohort).writeAll(open.stream().map(writes::get).toList());
        List<Integer> anew = new ArrayList<>();
        for (int i = 0; i < made.size(); i++) {
            outcomes[open.get(i)] = made.get(i);
            if (isToBeMadeAnew(made.get(i), tenant, cohort, deadline)) {
                anew.add(open.get(i));
            }
        }
        return anew;
    }

    @Override
    public boolean exists(RecordKey key) {
        return read(key.tenant(), it -> it.exists(key));
    }

    @Override
    public Page<StoredRecord> findAll(List<RecordKey> keys) {
        return keys.isEmpty()
                ? new Page<>(List.of(), Optional.empty())
                : read(keys.get(0).tenant(), it -> it.findAll(keys));
    }

    @Override
    public long count(Optional<String> tenant, Condition where, long atMost) {
        return read(tenant, it -> it.count(tenant, where, atMost));
    }

    @Override
    public Page<Selected> select(Optional<String> tenant, Query query, Set<String> fields) {
        return read(tenant, it -> it.select(tenant, query, fields));
    }

    @Override
    public DistinctValues<Value> distinct(Optional<String> tenant, String field, Condition where, int atMost) {
        return read(tenant, it -> it.distinct(tenant, field, where, atMost));
    }

    @Override
    public CountEstimate estimate(Optional<String> tenant) {
        return read(tenant, it -> it.estimate(tenant));
    }
}
