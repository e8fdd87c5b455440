// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Limits;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.entity.ContentProblem;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.entity.UniqueKey;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.query.QueryRules;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.spi.RecordWrite;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** The smallest store that keeps the contract; its parts can be overridden by ones that do not. */
class ReferenceStore implements RecordStore {

    private final EntityType<?> type;
    private final Map<RecordKey, StoredRecord> records = new TreeMap<>();
    private int tokens;
    private final Map<RecordKey, Long> versions = new TreeMap<>();

    ReferenceStore(EntityType<?> type) {
        this.type = type;
    }

    @Override
    public EntityType<?> type() {
        return type;
    }

    @Override
    public synchronized Optional<StoredRecord> find(RecordKey key) {
        type.requireKey(key);
        return Optional.ofNullable(records.get(keyOf(key)))
                .map(it -> new StoredRecord(key, kept(it.content()), it.stamp()));
    }

    @Override
    public Page<StoredRecord> findAll(List<RecordKey> keys) {
        if (keys.size() > Limits.MOST_KEYS
                || keys.stream().map(RecordKey::tenant).distinct().count() > 1) {
            throw new IllegalArgumentException("too many keys, or of several tenants");
        }
        return RecordStore.super.findAll(keys);
    }

    @Override
    public List<WriteOutcome> writeAll(List<RecordWrite> writes) {
        if (writes.size() > Limits.MOST_KEYS
                || writes.stream().map(it -> it.key().tenant()).distinct().count() > 1) {
            throw new IllegalArgumentException("too many writes, or of several tenants");
        }
        return RecordStore.super.writeAll(writes);
    }

    @Override
    public synchronized Page<StoredRecord> query(Optional<String> tenant, Query query) {
        if (tenant.isPresent() != (type.tenancy() == Tenancy.TENANT)) {
            throw new IllegalArgumentException("a tenant is named exactly for tenant-scoped types");
        }
        QueryRules.check(type, query);
        return answer(
                query,
                records.values().stream().filter(it -> visible(tenant, it)).toList());
    }

    @Override
    public WriteOutcome put(RecordKey key, Struct content, Precondition precondition) {
        type.requireKey(key);
        List<ContentProblem> problems = type.problemsOf(content);
        if (!problems.isEmpty()) {
            return new WriteOutcome.Rejected(
                    WriteOutcome.Rejected.Kind.VALUE,
                    problems.get(0).path(),
                    problems.get(0).toString());
        }
        synchronized (this) {
            Optional<WriteOutcome> kept = type.isAppendOnly() ? appended(key, content, precondition) : Optional.empty();
            return kept.or(() -> conflict(key, precondition))
                    .or(() -> duplicate(key, content))
                    .orElseGet(() -> store(keyOf(key), content));
        }
    }

    @Override
    public synchronized WriteOutcome delete(RecordKey key, Precondition precondition) {
        type.requireKey(key);
        return type.isAppendOnly() ? appendOnly() : conflict(key, precondition).orElseGet(() -> remove(keyOf(key)));
    }

    private Optional<WriteOutcome> appended(RecordKey key, Struct content, Precondition precondition) {
        StoredRecord held = records.get(keyOf(key));
        if (held == null || precondition instanceof Precondition.Absent) {
            return Optional.empty();
        }
        return Optional.of(
                precondition instanceof Precondition.None && held.content().equals(content)
                        ? new WriteOutcome.Applied(held.revision())
                        : appendOnly());
    }

    private WriteOutcome appendOnly() {
        return new WriteOutcome.Rejected(
                WriteOutcome.Rejected.Kind.APPEND_ONLY, type.idField(), "the type is append-only");
    }

    WriteOutcome store(RecordKey key, Struct content) {
        VersionStamp stamp = new VersionStamp(allocate(key), "t" + ++tokens);
        records.put(key, new StoredRecord(key, kept(content), stamp));
        return new WriteOutcome.Applied(Revision.of(stamp));
    }

    WriteOutcome remove(RecordKey key) {
        return records.remove(key) == null
                ? new WriteOutcome.NotApplied(new Fault(Fault.Kind.ABSENT, "deleting " + key + ": there is none"))
                : new WriteOutcome.Applied(Revision.of(new VersionStamp(allocate(key), "t" + ++tokens)));
    }

    Optional<WriteOutcome> conflict(RecordKey key, Precondition precondition) {
        Optional<StoredRecord> found = Optional.ofNullable(records.get(keyOf(key)));
        return precondition
                .violationBy(type, found)
                .map(reason -> new WriteOutcome.Conflict(found.map(StoredRecord::revision), reason));
    }

    Optional<WriteOutcome> duplicate(RecordKey key, Struct content) {
        return type.uniqueKeys().stream()
                .filter(unique -> records.values().stream()
                        .anyMatch(it -> !it.key().equals(keyOf(key))
                                && sameScope(it.key(), key)
                                && sameValues(unique, it.content(), content)))
                .findFirst()
                .map(it -> new WriteOutcome.Rejected(
                        WriteOutcome.Rejected.Kind.UNIQUE, it.name(), it.name() + " is taken"));
    }

    Page<StoredRecord> answer(Query query, List<StoredRecord> visible) {
        return new ExpectedRecords(type, visible).query(query);
    }

    boolean visible(Optional<String> tenant, StoredRecord record) {
        return record.key().tenant().equals(tenant);
    }

    boolean sameScope(RecordKey one, RecordKey other) {
        return one.tenant().equals(other.tenant());
    }

    boolean sameValues(UniqueKey unique, Struct one, Struct other) {
        return unique.fields().stream()
                .allMatch(it -> one.has(it)
                        && other.has(it)
                        && comparable(one.find(it).orElseThrow())
                                .equals(comparable(other.find(it).orElseThrow())));
    }

    Value comparable(Value value) {
        return value;
    }

    RecordKey keyOf(RecordKey key) {
        return key;
    }

    Struct kept(Struct content) {
        return content;
    }

    long allocate(RecordKey key) {
        return versions.merge(key, 1L, Long::sum);
    }

    final Map<RecordKey, StoredRecord> records() {
        return records;
    }

    final Map<RecordKey, Long> versions() {
        return versions;
    }
}
