// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.UniqueKey;
import org.stellaops.persistence.query.Keyset;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** A contract that no store can break proves nothing: each of these stores breaks one thing, and is caught. */
class InjectedDefectsTest {

    @Test
    void aStoreWithoutADefectBreaksNothing() {
        assertThat(ContractRun.brokenBy(ReferenceStore::new)).isEmpty();
    }

    @Test
    void aStoreThatMergesContentsIsCaught() {
        caught("ST-CRUD-3", type -> new ReferenceStore(type) {
            @Override
            WriteOutcome store(RecordKey key, Struct content) {
                Struct merged = Optional.ofNullable(records().get(key))
                        .map(StoredRecord::content)
                        .orElse(Struct.EMPTY);
                for (var member : content.members().entrySet()) {
                    merged = merged.with(member.getKey(), member.getValue());
                }
                return super.store(key, merged);
            }
        });
    }

    @Test
    void aStoreThatStartsVersionsAnewAfterADeleteIsCaught() {
        caught("ST-CRUD-6", type -> new ReferenceStore(type) {
            @Override
            WriteOutcome remove(RecordKey key) {
                WriteOutcome outcome = super.remove(key);
                versions().remove(key);
                return outcome;
            }
        });
    }

    @Test
    void aStoreThatSkipsAWriteOfTheSameContentIsCaught() {
        caught("ST-CRUD-7", type -> new ReferenceStore(type) {
            @Override
            WriteOutcome store(RecordKey key, Struct content) {
                StoredRecord held = records().get(key);
                return held != null && held.content().equals(content)
                        ? new WriteOutcome.Applied(held.revision())
                        : super.store(key, content);
            }
        });
    }

    @Test
    void aStoreWithACollationIsCaught() {
        caught("ST-CRUD-9", type -> new ReferenceStore(type) {
            @Override
            RecordKey keyOf(RecordKey key) {
                return new RecordKey(key.tenantOrNull(), key.id().toLowerCase(Locale.ROOT));
            }
        });
        caught("ST-UNIQ-8", type -> new ReferenceStore(type) {
            @Override
            Value comparable(Value value) {
                return texts(it -> it.toLowerCase(Locale.ROOT)).apply(value);
            }
        });
    }

    @Test
    void aStoreThatForgetsWhatAConflictFoundIsCaught() {
        caught("ST-COND-3", type -> new ReferenceStore(type) {
            @Override
            Optional<WriteOutcome> conflict(RecordKey key, Precondition precondition) {
                return super.conflict(key, precondition)
                        .map(it -> new WriteOutcome.Conflict(Optional.empty(), "something"));
            }
        });
    }

    @Test
    void aStoreThatComparesVersionsAndNotWritesIsCaught() {
        caught("ST-COND-3", type -> new ReferenceStore(type) {
            @Override
            Optional<WriteOutcome> conflict(RecordKey key, Precondition precondition) {
                boolean sameVersion = precondition instanceof Precondition.AtRevision it
                        && records().containsKey(key)
                        && records().get(key).version() == it.revision().version();
                return sameVersion ? Optional.empty() : super.conflict(key, precondition);
            }
        });
    }

    @Test
    void aStoreThatInsistsOnTheVersionOfARevisionIsCaught() {
        caught("ST-COND-8", type -> new ReferenceStore(type) {
            @Override
            Optional<WriteOutcome> conflict(RecordKey key, Precondition precondition) {
                boolean otherVersion = precondition instanceof Precondition.AtRevision it
                        && records().containsKey(key)
                        && records().get(key).version() != it.revision().version();
                return otherVersion
                        ? Optional.of(new WriteOutcome.Conflict(
                                Optional.of(records().get(key).revision()), "another version"))
                        : super.conflict(key, precondition);
            }
        });
    }

    @Test
    void aStoreThatAnswersAnotherRevisionThanItKeepsIsCaught() {
        caught("ST-COND-9", type -> new ReferenceStore(type) {
            @Override
            WriteOutcome store(RecordKey key, Struct content) {
                WriteOutcome.Applied applied = (WriteOutcome.Applied) super.store(key, content);
                return new WriteOutcome.Applied(Revision.of(new VersionStamp(applied.version(), "another")));
            }
        });
    }

    @Test
    void aStoreThatChecksAPreconditionOutsideTheWriteIsCaught() {
        CountDownLatch bothChecked = new CountDownLatch(2);
        caught("ST-RACE-1", type -> new ReferenceStore(type) {
            @Override
            public WriteOutcome put(RecordKey key, Struct content, Precondition precondition) {
                if (!(precondition instanceof Precondition.Absent) || find(key).isPresent()) {
                    return super.put(key, content, precondition);
                }
                bothChecked.countDown();
                try {
                    assertThat(bothChecked.await(100, TimeUnit.MILLISECONDS)).isIn(true, false);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return super.put(key, content, Precondition.none());
            }
        });
    }

    @Test
    void aStoreThatOrdersByCodeUnitsIsCaught() {
        caught("ST-QUERY-1", type -> new ReferenceStore(type) {
            @Override
            Page<StoredRecord> answer(Query query, List<StoredRecord> visible) {
                Page<StoredRecord> page = super.answer(query, visible);
                return query.sorts().isEmpty()
                        ? new Page<>(
                                page.items().stream()
                                        .sorted(Comparator.comparing(
                                                it -> it.key().id()))
                                        .toList(),
                                page.next())
                        : page;
            }
        });
    }

    @Test
    void aStoreThatForgetsTheLastPageIsCaught() {
        caught("ST-PAGE-1", type -> new ReferenceStore(type) {
            @Override
            Page<StoredRecord> answer(Query query, List<StoredRecord> visible) {
                Page<StoredRecord> page = super.answer(query, visible);
                return query.after().isPresent() ? new Page<>(page.items(), Optional.empty()) : page;
            }
        });
    }

    @Test
    void aStoreWhoseLastFullPageHasATokenIsCaught() {
        caught("ST-PAGE-2", type -> new ReferenceStore(type) {
            @Override
            Page<StoredRecord> answer(Query query, List<StoredRecord> visible) {
                Page<StoredRecord> page = super.answer(query, visible);
                boolean full = page.items().size() == query.limit();
                return full && page.next().isEmpty()
                        ? new Page<>(
                                page.items(),
                                Optional.of(Keyset.tokenAfter(
                                        type(), query, page.items().get(query.limit() - 1))))
                        : page;
            }
        });
    }

    @Test
    void aStoreThatIgnoresTenantsIsCaught() {
        caught("ST-TENANT-2", type -> new ReferenceStore(type) {
            @Override
            boolean visible(Optional<String> tenant, StoredRecord record) {
                return true;
            }
        });
        caught("ST-UNIQ-7", type -> new ReferenceStore(type) {
            @Override
            boolean sameScope(RecordKey one, RecordKey other) {
                return true;
            }
        });
    }

    @Test
    void aStoreThatConstrainsRecordsWithoutTheFieldIsCaught() {
        caught("ST-UNIQ-3", type -> new ReferenceStore(type) {
            @Override
            boolean sameValues(UniqueKey unique, Struct one, Struct other) {
                return unique.fields().stream().allMatch(it -> one.find(it).equals(other.find(it)));
            }
        });
    }

    @Test
    void aStoreThatChangesValuesIsCaught() {
        changing("ST-VAL-1", texts(it -> Normalizer.normalize(it, Normalizer.Form.NFC)));
        changing("ST-VAL-1", texts(String::strip));
        changing("ST-VAL-3", it -> it instanceof Value.Real real ? Value.of(real.value() + 0.0) : it);
        changing("ST-VAL-4", it -> it instanceof Value.Decimal decimal ? stripped(decimal) : it);
        changing(
                "ST-VAL-5",
                it -> it instanceof Value.Moment moment
                        ? Value.of(moment.value().truncatedTo(ChronoUnit.MILLIS))
                        : it);
        changing("ST-VAL-7", it -> it instanceof Value.Int32 number ? Value.of((long) number.value()) : it);
        changing("ST-VAL-7", it -> it instanceof Value.Bytes bytes ? new Value.Bytes(0, bytes.value()) : it);
        changing("ST-VAL-8", it -> it instanceof Value.Null ? Struct.EMPTY : it);
        changing("ST-VAL-11", it -> it instanceof Value.Items items ? distinct(items) : it);
    }

    private static void changing(String clause, UnaryOperator<Value> change) {
        caught(clause, type -> new ReferenceStore(type) {
            @Override
            Struct kept(Struct content) {
                return (Struct) deep(content, change);
            }
        });
    }

    private static Value deep(Value value, UnaryOperator<Value> change) {
        if (value instanceof Struct it) {
            Struct.Builder changed = Struct.builder();
            it.forEach((name, member) -> changed.put(name, deep(member, change)));
            return changed.build();
        } else if (value instanceof Value.Items it) {
            return change.apply(new Value.Items(
                    it.values().stream().map(item -> deep(item, change)).toList()));
        }
        return change.apply(value);
    }

    private static UnaryOperator<Value> texts(UnaryOperator<String> change) {
        return it -> it instanceof Value.Text text ? Value.of(change.apply(text.value())) : it;
    }

    private static Value stripped(Value.Decimal decimal) {
        BigDecimal stripped = decimal.value().stripTrailingZeros();
        return new Value.Decimal(stripped.scale() < 0 ? stripped.setScale(0) : stripped);
    }

    private static Value distinct(Value.Items items) {
        return new Value.Items(items.values().stream().distinct().toList());
    }

    private static void caught(String clause, Function<EntityType<?>, RecordStore> defective) {
        assertThat(ContractRun.breaks(clause, defective)).as(clause).isTrue();
    }
}
