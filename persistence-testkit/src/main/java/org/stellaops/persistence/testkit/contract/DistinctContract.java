// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.stellaops.persistence.testkit.contract.Contents.NUMBER;
import static org.stellaops.persistence.testkit.contract.Contents.account;
import static org.stellaops.persistence.testkit.contract.Contents.key;
import static org.stellaops.persistence.testkit.contract.Contents.with;
import static org.stellaops.persistence.testkit.contract.Outcomes.applied;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.DistinctValues;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Limits;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.query.LowestValues;
import org.stellaops.persistence.query.QueryScope;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Clauses {@code ST-DISTINCT}: the distinct values of a field. */
public abstract class DistinctContract extends RecordStoreContract {

    private static final int RECORDS = 30;

    /** For subclasses. */
    protected DistinctContract() {}

    @Test
    @Clause("ST-DISTINCT-1")
    final void eachValueIsAnsweredOnceLowestFirstUpToTheBound() {
        RecordStore store = everything();
        for (int i = 0; i < 11; i++) {
            applied(store.put(key("k" + i), with("number", Value.of(9 - i % 4)), Precondition.none()));
        }
        applied(store.put(key("none"), Contents.empty(), Precondition.none()));

        assertThat(numbers(store, Condition.all(), 10)).isEqualTo(answer(true, 6, 7, 8, 9));
        assertThat(numbers(store, Condition.all(), 4)).isEqualTo(answer(true, 6, 7, 8, 9));
        assertThat(numbers(store, Condition.all(), 2)).isEqualTo(answer(false, 6, 7));
        assertThat(numbers(store, Condition.gt(NUMBER, 7), 10)).isEqualTo(answer(true, 8, 9));
        assertThat(numbers(store, Condition.missing(NUMBER), 10)).isEqualTo(answer(true));
        assertThat(numbers(store, Condition.or(), 1)).isEqualTo(answer(true));
    }

    @Test
    @Clause("ST-DISTINCT-2")
    final void ofAListTheElementsAreAnswered() {
        RecordStore store = everything();
        applied(store.put(key("a"), lists("y", "x"), Precondition.none()));
        applied(store.put(key("b"), lists("x", "x", "z"), Precondition.none()));
        applied(store.put(key("c"), lists(), Precondition.none()));
        applied(store.put(key("d"), Contents.empty(), Precondition.none()));

        for (String list : List.of("tags", "labels")) {
            assertThat(store.distinct(Optional.empty(), list, Condition.all(), 10))
                    .as(list)
                    .isEqualTo(new DistinctValues<>(List.of(Value.of("x"), Value.of("y"), Value.of("z")), true));
            assertThat(store.distinct(Optional.empty(), list, Condition.contains(Field.of(list, String.class), "y"), 1))
                    .as(list)
                    .isEqualTo(new DistinctValues<>(List.of(Value.of("x")), false));
        }
    }

    @Test
    @Clause("ST-DISTINCT-3")
    final void valuesStayWithinTheTenant() {
        RecordStore store = open(ContractTypes.ACCOUNTS);
        for (String id : List.of("a", "b", "c")) {
            applied(store.put(new RecordKey("t1", id), account("of " + id), Precondition.none()));
        }
        applied(store.put(new RecordKey("t2", "a"), account("x"), Precondition.none()));
        Field<String> name = Field.of("name", String.class);

        assertThat(EntityStore.ofTenant(store, ContractTypes.ACCOUNTS, "t1")
                        .distinct(name, Condition.all(), 10)
                        .values())
                .containsExactly("of a", "of b", "of c");
        assertThat(store.distinct(Optional.of("t2"), "name", Condition.all(), 10)
                        .values())
                .containsExactly(Value.of("x"));
        assertThat(store.distinct(Optional.of("t3"), "name", Condition.all(), 10)
                        .values())
                .isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.distinct(Optional.empty(), "name", Condition.all(), 10));
    }

    @Test
    @Clause("ST-DISTINCT-4")
    final void whatHasNoDistinctValuesIsRefused() {
        RecordStore store = everything();
        Condition unknown = Condition.eq(Field.of("no such field", Integer.class), 1);

        for (String field : List.of("key", "bytes", "anything", "parts", "rest", "no such field")) {
            assertThatIllegalArgumentException()
                    .as(field)
                    .isThrownBy(() -> store.distinct(Optional.empty(), field, Condition.all(), 10));
        }
        for (int atMost : new int[] {0, -1, Limits.MOST_DISTINCT + 1}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> store.distinct(Optional.empty(), "number", Condition.all(), atMost));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> store.distinct(Optional.empty(), "number", unknown, 10));
    }

    @Test
    @Clause("ST-DISTINCT-5")
    final void everyFieldOfEveryKindIsAnsweredAsInMemory() {
        for (EntityType<?> type : List.of(ContractTypes.EVERYTHING, ContractTypes.LISTS)) {
            RecordStore store = type.equals(ContractTypes.EVERYTHING) ? everything() : open(type);
            List<Struct> contents = new ArrayList<>();
            for (int i = 0; i < RECORDS; i++) {
                Struct content = RandomContents.ofTheBasicPlane(7000 + i).of(type);
                applied(store.put(key("k" + i), content, Precondition.none()));
                contents.add(content);
            }
            for (FieldDef field : type.fields()) {
                if (isAsked(field.type())) {
                    for (int atMost : new int[] {1, 5, 1_000}) {
                        assertThat(store.distinct(Optional.empty(), field.name(), Condition.all(), atMost))
                                .as("%s %s", field.name(), atMost)
                                .isEqualTo(expected(contents, field.name(), atMost));
                    }
                }
            }
        }
    }

    private static boolean isAsked(FieldType type) {
        return QueryScope.scalarOf(type).filter(it -> it.kind().isOrdered()).isPresent();
    }

    private static DistinctValues<Value> expected(List<Struct> contents, String field, int atMost) {
        LowestValues lowest = new LowestValues(atMost);
        contents.stream()
                .flatMap(it -> it.find(field).stream())
                .flatMap(it -> it instanceof Value.Items items ? items.values().stream() : Stream.of(it))
                .forEach(lowest::add);
        return lowest.values();
    }

    private static Struct lists(String... texts) {
        Value.Items items = new Value.Items(Stream.of(texts).map(Value::of).toList());
        return with("tags", items).with("labels", items);
    }

    private static DistinctValues<Integer> numbers(RecordStore store, Condition where, int atMost) {
        return EntityStore.global(store, ContractTypes.EVERYTHING).distinct(NUMBER, where, atMost);
    }

    private static DistinctValues<Integer> answer(boolean isComplete, Integer... values) {
        return new DistinctValues<>(List.copyOf(new TreeSet<>(List.of(values))), isComplete);
    }
}
