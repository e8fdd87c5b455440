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
import static org.stellaops.persistence.query.Condition.member;
import static org.stellaops.persistence.query.Condition.missing;
import static org.stellaops.persistence.query.Condition.not;
import static org.stellaops.persistence.query.Condition.or;
import static org.stellaops.persistence.query.Condition.prefix;
import static org.stellaops.persistence.testkit.contract.Contents.key;
import static org.stellaops.persistence.testkit.contract.Contents.with;
import static org.stellaops.persistence.testkit.contract.Outcomes.applied;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
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

/** Clauses {@code ST-MEMBER}: conditions on members of JSON values, maps and the remainder. */
public abstract class MemberQueryContract extends RecordStoreContract {

    private static final Field<String> TEXT = Field.element(String.class);
    private static final Field<Integer> INT = Field.element(Integer.class);
    private static final Field<Long> LONG = Field.element(Long.class);
    private static final Field<Boolean> BOOL = Field.element(Boolean.class);

    private static final int RECORDS = 40;

    private static final int QUERIES = 300;

    /** For subclasses. */
    protected MemberQueryContract() {}

    @Test
    @Clause("ST-MEMBER-1")
    final void aMemberIsFoundThroughDocumentsOnly() {
        RecordStore store = everything();
        put(store, "deep", json(struct("a", struct("b", Value.of("x")))));
        put(store, "other", json(struct("a", struct("b", Value.of("y")))));
        put(store, "array", json(struct("a", Value.Items.of(struct("b", Value.of("x"))))));
        put(store, "element", json(struct("a", struct("b", Value.Items.of(Value.of("x"))))));
        put(store, "scalar", json(struct("a", Value.of("x"))));
        put(store, "top", json(Value.Items.of(struct("a", struct("b", Value.of("x"))))));
        put(store, "none", Contents.empty());
        List<String> path = List.of("a", "b");

        assertThat(found(store, member("anything", path, eq(TEXT, "x")))).containsExactly("deep");
        assertThat(found(store, member("anything", path, in(TEXT, List.of("x", "y")))))
                .containsExactly("deep", "other");
        assertThat(found(store, member("anything", path, missing(TEXT))))
                .containsExactly("array", "none", "scalar", "top");
        assertThat(found(store, member("anything", path, not(eq(TEXT, "x")))))
                .containsExactly("array", "element", "none", "other", "scalar", "top");
        assertThat(found(store, member("anything", "a", eq(TEXT, "x")))).containsExactly("scalar");
        assertThat(found(store, member("anything", path, or()))).isEmpty();
        assertThat(found(store, member("anything", path, and()))).hasSize(7);
    }

    @Test
    @Clause("ST-MEMBER-2")
    final void wholeNumbersEqualNumbersOfEveryClassAndOtherValuesOnlyTheirOwn() {
        RecordStore store = everything();
        put(store, "decimal", json(struct("n", new Value.Decimal(new BigDecimal("5.00")))));
        put(store, "double", json(struct("n", Value.of(5.0))));
        put(store, "int", json(struct("n", Value.of(5))));
        put(store, "long", json(struct("n", Value.of(5L))));
        put(store, "six", json(struct("n", Value.of(6.5))));
        put(store, "text", json(struct("n", Value.of("5"))));
        put(store, "truth", json(struct("n", Value.of(true))));
        put(store, "infinite", json(struct("n", Value.of(Double.POSITIVE_INFINITY))));

        assertThat(found(store, member("anything", "n", eq(INT, 5))))
                .containsExactly("decimal", "double", "int", "long");
        assertThat(found(store, member("anything", "n", eq(LONG, 5L))))
                .containsExactly("decimal", "double", "int", "long");
        assertThat(found(store, member("anything", "n", gt(INT, 5)))).containsExactly("infinite", "six");
        assertThat(found(store, member("anything", "n", and(gte(INT, 5), lt(INT, 6)))))
                .containsExactly("decimal", "double", "int", "long");
        assertThat(found(store, member("anything", "n", eq(TEXT, "5")))).containsExactly("text");
        assertThat(found(store, member("anything", "n", prefix(TEXT, "")))).containsExactly("text");
        assertThat(found(store, member("anything", "n", gt(TEXT, "")))).containsExactly("text");
        assertThat(found(store, member("anything", "n", eq(BOOL, true)))).containsExactly("truth");
        assertThat(found(
                        store,
                        member(
                                "anything",
                                "n",
                                new Condition.In(Field.ELEMENT, List.of(Value.of(6), Value.of(true), Value.of("5"))))))
                .containsExactly("text", "truth");
    }

    @Test
    @Clause("ST-MEMBER-3")
    final void membersOfTheRemainderAndOfRowsAreFoundAsWell() {
        RecordStore store = everything();
        put(store, "rest", with("rest", struct("left", struct("x", Value.of(1)))));
        put(
                store,
                "row",
                with(
                        "parts",
                        Value.Items.of(
                                struct("name", Value.of("p")).with("detail", struct("x", Value.of(1))),
                                struct("name", Value.of("q")).with("detail", struct("x", Value.of(2))))));
        Field<String> name = Field.of("name", String.class);

        assertThat(found(store, member("rest", List.of("left", "x"), eq(INT, 1))))
                .containsExactly("rest");
        assertThat(found(store, any("parts", and(eq(name, "p"), member("detail", "x", eq(INT, 1))))))
                .containsExactly("row");
        assertThat(found(store, any("parts", and(eq(name, "p"), member("detail", "x", eq(INT, 2))))))
                .isEmpty();
    }

    @Test
    @Clause("ST-MEMBER-4")
    final void whatTheDatabasesWouldAnswerDifferentlyIsRefused() {
        RecordStore store = everything();
        Field<Instant> instant = Field.element(Instant.class);

        for (Condition condition : List.of(
                member("nowhere", "a", eq(INT, 1)),
                member("text", "a", eq(INT, 1)),
                member("parts", "a", eq(INT, 1)),
                member("anything", List.of(), eq(INT, 1)),
                member("anything", Collections.nCopies(Limits.LONGEST_PATH + 1, "a"), eq(INT, 1)),
                member("anything", "", eq(INT, 1)),
                member("anything", "a.b", eq(INT, 1)),
                member("anything", "$a", eq(INT, 1)),
                member("anything", "a\u0000", eq(INT, 1)),
                member("anything", "a", eq(Field.of("a", Integer.class), 1)),
                member("anything", "a", eq(Field.element(Double.class), 1.5)),
                member("anything", "a", eq(Field.element(BigDecimal.class), BigDecimal.ONE)),
                member("anything", "a", eq(LONG, (1L << 53) + 1)),
                member("anything", "a", gt(instant, Instant.EPOCH)),
                member("anything", "a", eq(instant, Instant.EPOCH.plusNanos(1))),
                member("anything", "a", gt(BOOL, false)),
                member("anything", "a", eq(TEXT, "a\u0000")),
                member("anything", "a", contains(TEXT, "x")),
                member("anything", "a", any("x", eq(TEXT, "x"))),
                member("anything", "a", member("anything", "a", eq(TEXT, "x"))),
                member("rest", "text", eq(TEXT, "x")),
                member("rest", "_sync", missing(TEXT)),
                member("rest", "_id", missing(TEXT)))) {
            assertThatIllegalArgumentException()
                    .as("%s", condition)
                    .isThrownBy(() -> store.query(Optional.empty(), Query.where(condition)));
        }
    }

    @Test
    @Clause("ST-MEMBER-5")
    final void randomConditionsOnMembersAreAnsweredAsInMemory() {
        RecordStore store = everything();
        List<StoredRecord> records = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            Random random = new Random(i);
            Struct content = RandomContents.ofTheBasicPlane(9000 + i)
                    .of(ContractTypes.EVERYTHING)
                    .with("anything", RandomMemberConditions.json(random, 0));
            records.add(Outcomes.stored(
                    key("k" + i), content, applied(store.put(key("k" + i), content, Precondition.none()))));
        }
        ExpectedRecords expected = new ExpectedRecords(ContractTypes.EVERYTHING, records);
        for (int seed = 0; seed < QUERIES; seed++) {
            Query query = Query.where(new RandomMemberConditions(new Random(seed)).any());
            assertThat(store.query(Optional.empty(), query).items())
                    .as("%s", query)
                    .isEqualTo(expected.query(query).items());
        }
    }

    private static Struct struct(String name, Value value) {
        return Struct.EMPTY.with(name, value);
    }

    private static Struct json(Value value) {
        return with("anything", value);
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
