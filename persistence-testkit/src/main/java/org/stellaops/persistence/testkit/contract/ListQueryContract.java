// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.stellaops.persistence.query.Condition.and;
import static org.stellaops.persistence.query.Condition.any;
import static org.stellaops.persistence.query.Condition.contains;
import static org.stellaops.persistence.query.Condition.eq;
import static org.stellaops.persistence.query.Condition.gt;
import static org.stellaops.persistence.query.Condition.gte;
import static org.stellaops.persistence.query.Condition.in;
import static org.stellaops.persistence.query.Condition.lt;
import static org.stellaops.persistence.query.Condition.missing;
import static org.stellaops.persistence.query.Condition.not;
import static org.stellaops.persistence.query.Condition.or;
import static org.stellaops.persistence.query.Condition.prefix;
import static org.stellaops.persistence.testkit.contract.Contents.TEXT;
import static org.stellaops.persistence.testkit.contract.Contents.empty;
import static org.stellaops.persistence.testkit.contract.Contents.key;
import static org.stellaops.persistence.testkit.contract.Contents.with;
import static org.stellaops.persistence.testkit.contract.Outcomes.applied;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Limits;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Clauses {@code ST-LIST}: conditions on the rows and elements of lists. */
public abstract class ListQueryContract extends RecordStoreContract {

    private static final Field<String> NAME = Field.of("name", String.class);
    private static final Field<Integer> SIZE = Field.of("size", Integer.class);
    private static final Field<String> FLAGS = Field.of("pendingFlags", String.class);
    private static final Field<String> ELEMENT = Field.element(String.class);
    private static final Field<Long> NUMBER = Field.element(Long.class);

    private static final int RECORDS = 30;

    private static final int QUERIES = 150;

    /** For subclasses. */
    protected ListQueryContract() {}

    @Test
    @Clause("ST-LIST-1")
    final void oneRowMustSatisfyTheWholeCondition() {
        RecordStore store = everything();
        put(store, "both", parts(part("x", 5), part("y", 1)));
        put(store, "apart", parts(part("x", 1), part("y", 5)));
        put(store, "none", empty());

        assertThat(found(store, any("parts", eq(NAME, "x")))).containsExactly("apart", "both");
        assertThat(found(store, any("parts", and(eq(NAME, "x"), gt(SIZE, 3))))).containsExactly("both");
        assertThat(found(store, and(any("parts", eq(NAME, "x")), any("parts", gt(SIZE, 3)))))
                .containsExactly("apart", "both");
        assertThat(found(store, any("parts", or(eq(NAME, "z"), lt(SIZE, 2))))).containsExactly("apart", "both");
        assertThat(found(store, any("parts", in(NAME, List.of("z", "y"))))).containsExactly("apart", "both");
        assertThat(found(store, any("parts", prefix(NAME, "z")))).isEmpty();
        assertThat(found(store, any("parts", Condition.all()))).containsExactly("apart", "both");
        assertThat(found(store, any("parts", or()))).isEmpty();
    }

    @Test
    @Clause("ST-LIST-2")
    final void aConditionOnARowIsTwoValuedAsOneOnARecord() {
        RecordStore store = everything();
        put(store, "flagged", parts(part("x", 1).with("pendingFlags", texts("a", "b"))));
        put(store, "no size", parts(Struct.builder().put("name", "x").build()));
        put(store, "two", parts(part("x", 1), part("y", 9)));
        put(store, "none", empty());

        assertThat(found(store, any("parts", not(eq(SIZE, 1))))).containsExactly("no size", "two");
        assertThat(found(store, not(any("parts", eq(SIZE, 1))))).containsExactly("no size", "none");
        assertThat(found(store, any("parts", missing(SIZE)))).containsExactly("no size");
        assertThat(found(store, not(any("parts", missing(SIZE))))).containsExactly("flagged", "none", "two");
        assertThat(found(store, any("parts", contains(FLAGS, "b")))).containsExactly("flagged");
        assertThat(found(store, any("parts", and(eq(NAME, "x"), not(contains(FLAGS, "b"))))))
                .containsExactly("no size", "two");
        assertThat(found(store, any("parts", any("pendingFlags", and(gt(ELEMENT, "a"), lt(ELEMENT, "c"))))))
                .containsExactly("flagged");
    }

    @Test
    @Clause("ST-LIST-3")
    final void oneElementMustBeWithinAllBounds() {
        RecordStore store = everything();
        put(store, "array", with("tags", texts("ab", "x")));
        put(store, "child", with("labels", texts("ab", "x")));
        put(store, "empty", with("tags", texts()));
        put(store, "none", empty());

        assertThat(found(store, any("tags", gt(ELEMENT, "b")))).containsExactly("array");
        assertThat(found(store, any("tags", and(gt(ELEMENT, "b"), lt(ELEMENT, "c")))))
                .isEmpty();
        assertThat(found(store, any("tags", and(gt(ELEMENT, "a"), lt(ELEMENT, "b")))))
                .containsExactly("array");
        assertThat(found(store, any("tags", and(prefix(ELEMENT, "a"), gte(ELEMENT, "ac")))))
                .isEmpty();
        assertThat(found(store, any("tags", eq(ELEMENT, "x")))).containsExactly("array");
        assertThat(found(store, any("tags", in(ELEMENT, List.of("x", "q"))))).containsExactly("array");
        assertThat(found(store, any("labels", prefix(ELEMENT, "a")))).containsExactly("child");
        assertThat(found(store, any("labels", and(gt(ELEMENT, "b"), lt(ELEMENT, "c")))))
                .isEmpty();
        assertThat(found(store, any("labels", and(gt(ELEMENT, "a"), lt(ELEMENT, "b")))))
                .containsExactly("child");
        assertThat(found(store, not(any("labels", prefix(ELEMENT, "a"))))).containsExactly("array", "empty", "none");
    }

    @Test
    @Clause("ST-LIST-4")
    final void aConditionThatOneStoreWouldAnswerOtherwiseIsRejected() {
        RecordStore store = everything();
        Condition deep = eq(NAME, "x");
        for (int i = 0; i < Limits.DEEPEST_CONDITION; i++) {
            deep = not(deep);
        }

        for (Condition condition : List.of(
                any("nowhere", eq(NAME, "x")),
                any("text", eq(ELEMENT, "x")),
                any("anything", eq(NAME, "x")),
                any("parts", eq(Field.of("nowhere", String.class), "x")),
                any("parts", eq(TEXT, "x")),
                any("parts", eq(Field.of("size", Long.class), 1L)),
                any("parts", eq(Field.of("detail", String.class), "x")),
                any("parts", any("parts", eq(NAME, "x"))),
                any("tags", not(eq(ELEMENT, "x"))),
                any("tags", or(eq(ELEMENT, "x"), eq(ELEMENT, "y"))),
                any("tags", and(gt(ELEMENT, "x"), gte(ELEMENT, "y"))),
                any("tags", Condition.all()),
                any("tags", eq(NUMBER, 1L)),
                any("tags", eq(NAME, "x")),
                any("parts", deep))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> store.query(Optional.empty(), Query.where(condition)));
        }
    }

    @Test
    @Clause("ST-LIST-5")
    final void randomConditionsOnListsAreAnsweredAsInMemory() {
        RecordStore store = open(ContractTypes.LISTS);
        List<StoredRecord> records = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            Struct content = RandomContents.ofTheBasicPlane(3000 + i).of(ContractTypes.LISTS);
            records.add(Outcomes.stored(
                    key("k" + i), content, applied(store.put(key("k" + i), content, Precondition.none()))));
        }
        ExpectedRecords expected = new ExpectedRecords(ContractTypes.LISTS, records);
        for (int seed = 0; seed < QUERIES; seed++) {
            Query query = Query.where(new RandomListConditions(ContractTypes.LISTS, records, new Random(seed)).any());
            assertThat(store.query(Optional.empty(), query)).as("%s", query).isEqualTo(expected.query(query));
        }
    }

    private static Struct parts(Struct... parts) {
        return with("parts", Value.Items.of(parts));
    }

    private static Struct part(String name, int size) {
        return Struct.builder().put("name", name).put("size", Value.of(size)).build();
    }

    private static Value texts(String... texts) {
        return new Value.Items(IntStream.range(0, texts.length)
                .mapToObj(i -> Value.of(texts[i]))
                .toList());
    }

    private static void put(RecordStore store, String id, Struct content) {
        applied(store.put(key(id), content, Precondition.none()));
    }

    private static List<String> found(RecordStore store, Condition condition) {
        return store.query(Optional.empty(), Query.where(condition)).items().stream()
                .map(it -> it.key().id())
                .toList();
    }
}
