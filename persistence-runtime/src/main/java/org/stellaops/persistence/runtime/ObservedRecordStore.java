// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.stellaops.persistence.CountEstimate;
import org.stellaops.persistence.DistinctValues;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.Patch;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Selected;
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
 * Observes each call of a store with its module, entity type, operation and, for the write of one record, the outcome. Keys and
 * contents are not observed.
 */
final class ObservedRecordStore implements RecordStore {

    private static final String NAME = "persistence.store";

    private final RecordStore store;
    private final ObservationRegistry registry;

    ObservedRecordStore(RecordStore store, ObservationRegistry registry) {
        this.store = store;
        this.registry = registry;
    }

    @Override
    public EntityType<?> type() {
        return store.type();
    }

    @Override
    public Optional<StoredRecord> find(RecordKey key) {
        return observed("find", () -> store.find(key));
    }

    @Override
    public Page<StoredRecord> query(Optional<String> tenant, Query query) {
        return observed("query", () -> store.query(tenant, query));
    }

    @Override
    public WriteOutcome put(RecordKey key, Struct content, Precondition precondition) {
        return observed("put", () -> store.put(key, content, precondition), ObservedRecordStore::nameOf);
    }

    @Override
    public WriteOutcome delete(RecordKey key, Precondition precondition) {
        return observed("delete", () -> store.delete(key, precondition), ObservedRecordStore::nameOf);
    }

    @Override
    public Updated<StoredRecord> update(RecordKey key, Patch patch, Precondition precondition) {
        return observed("update", () -> store.update(key, patch, precondition), it -> nameOf(it.outcome()));
    }

    @Override
    public Updated<StoredRecord> claim(Optional<String> tenant, Query next, Patch patch) {
        return observed("claim", () -> store.claim(tenant, next, patch), it -> nameOf(it.outcome()));
    }

    @Override
    public List<WriteOutcome> writeAll(List<RecordWrite> writes) {
        return observed("write_all", () -> store.writeAll(writes));
    }

    @Override
    public boolean exists(RecordKey key) {
        return observed("exists", () -> store.exists(key));
    }

    @Override
    public Page<StoredRecord> findAll(List<RecordKey> keys) {
        return observed("find_all", () -> store.findAll(keys));
    }

    @Override
    public long count(Optional<String> tenant, Condition where, long atMost) {
        return observed("count", () -> store.count(tenant, where, atMost));
    }

    @Override
    public Page<Selected> select(Optional<String> tenant, Query query, Set<String> fields) {
        return observed("select", () -> store.select(tenant, query, fields));
    }

    @Override
    public DistinctValues<Value> distinct(Optional<String> tenant, String field, Condition where, int atMost) {
        return observed("distinct", () -> store.distinct(tenant, field, where, atMost));
    }

    @Override
    public CountEstimate estimate(Optional<String> tenant) {
        return observed("estimate", () -> store.estimate(tenant));
    }

    private <R> R observed(String operation, Supplier<R> call) {
        return observed(operation, call, answer -> "answered");
    }

    /** A call that throws ends its observation with the exception. */
    @SuppressWarnings("try") // The scope is only to be closed.
    private <R> R observed(String operation, Supplier<R> call, Function<R, String> outcome) {
        Observation observation = Observation.createNotStarted(NAME, registry)
                .contextualName(store.type().name() + " " + operation)
                .lowCardinalityKeyValue("module", store.type().module())
                .lowCardinalityKeyValue("entity", store.type().name())
                .lowCardinalityKeyValue("operation", operation)
                // Replaced by the answer; every observation of one name needs the same keys.
                .lowCardinalityKeyValue("outcome", "failed");
        observation.start();
        try (Observation.Scope scope = observation.openScope()) {
            R answer = call.get();
            observation.lowCardinalityKeyValue("outcome", outcome.apply(answer));
            return answer;
        } catch (RuntimeException | Error e) {
            observation.error(e);
            throw e;
        } finally {
            observation.stop();
        }
    }

    private static String nameOf(WriteOutcome outcome) {
        return outcome.fold(
                applied -> "applied",
                conflict -> "conflict",
                rejected -> "rejected",
                notApplied -> "not_applied",
                unknown -> "unknown");
    }
}
