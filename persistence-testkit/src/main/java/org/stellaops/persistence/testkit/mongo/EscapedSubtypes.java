// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.mongo;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * A store on the stand-in that keeps binary of other subtypes than 0 as a struct of subtype and bytes: the stand-in forgets
 * subtype 128 and breaks the connection at others. So random contents can be tried there, and queries that do not ask for
 * them. Contents that break a rule of the type are passed on as they are.
 *
 * @param inner a store on the stand-in
 */
public record EscapedSubtypes(RecordStore inner) implements RecordStore {

    private static final String SUBTYPE = "subtype in disguise";

    @Override
    public EntityType<?> type() {
        return inner.type();
    }

    @Override
    public Optional<StoredRecord> find(RecordKey key) {
        return inner.find(key).map(EscapedSubtypes::unescaped);
    }

    @Override
    public Page<StoredRecord> query(Optional<String> tenant, Query query) {
        return inner.query(tenant, query).map(EscapedSubtypes::unescaped);
    }

    @Override
    public WriteOutcome put(RecordKey key, Struct content, Precondition precondition) {
        boolean stored = type().problemsOf(key, content).isEmpty();
        return inner.put(key, stored ? (Struct) each(content, EscapedSubtypes::escape) : content, precondition);
    }

    @Override
    public WriteOutcome delete(RecordKey key, Precondition precondition) {
        return inner.delete(key, precondition);
    }

    private static StoredRecord unescaped(StoredRecord record) {
        return new StoredRecord(
                record.key(), (Struct) each(record.content(), EscapedSubtypes::unescape), record.stamp());
    }

    private static Value escape(Value value) {
        return value instanceof Value.Bytes it && it.subtype() != 0
                ? Struct.builder()
                        .put(SUBTYPE, Value.of(it.subtype()))
                        .put("bytes", new Value.Bytes(0, it.value()))
                        .build()
                : value;
    }

    private static Value unescape(Value value) {
        return value instanceof Struct it && it.find(SUBTYPE).orElse(Value.Null.NULL) instanceof Value.Int32 subtype
                ? new Value.Bytes(
                        subtype.value(), ((Value.Bytes) it.find("bytes").orElseThrow()).value())
                : value;
    }

    private static Value each(Value value, UnaryOperator<Value> change) {
        if (value instanceof Struct it) {
            Struct.Builder changed = Struct.builder();
            it.forEach((name, member) -> changed.put(name, each(member, change)));
            return change.apply(changed.build());
        } else if (value instanceof Value.Items it) {
            return new Value.Items(
                    it.values().stream().map(item -> each(item, change)).toList());
        }
        return change.apply(value);
    }
}
