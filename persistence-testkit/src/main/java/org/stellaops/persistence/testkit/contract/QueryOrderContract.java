// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.stellaops.persistence.query.Condition.and;
import static org.stellaops.persistence.query.Condition.contains;
import static org.stellaops.persistence.query.Condition.eq;
import static org.stellaops.persistence.query.Condition.gt;
import static org.stellaops.persistence.query.Condition.gte;
import static org.stellaops.persistence.query.Condition.in;
import static org.stellaops.persistence.query.Condition.lt;
import static org.stellaops.persistence.query.Condition.lte;
import static org.stellaops.persistence.query.Condition.missing;
import static org.stellaops.persistence.query.Condition.not;
import static org.stellaops.persistence.query.Condition.or;
import static org.stellaops.persistence.query.Condition.prefix;
import static org.stellaops.persistence.testkit.contract.Contents.KEY;
import static org.stellaops.persistence.testkit.contract.Contents.NUMBER;
import static org.stellaops.persistence.testkit.contract.Contents.TEXT;
import static org.stellaops.persistence.testkit.contract.Contents.empty;
import static org.stellaops.persistence.testkit.contract.Contents.key;
import static org.stellaops.persistence.testkit.contract.Contents.text;
import static org.stellaops.persistence.testkit.contract.Contents.with;
import static org.stellaops.persistence.testkit.contract.Outcomes.applied;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Clauses {@code ST-QUERY}: conditions and orders give the same result on every store. */
public abstract class QueryOrderContract extends RecordStoreContract {

    private static final Field<String> TAGS = Field.of("tags", String.class);
    private static final Field<String> LABELS = Field.of("labels", String.class);

    /** In the order of code points; UTF-16 code units would put the last two the other way round. */
    private static final List<String> TEXTS_IN_ORDER =
            List.of("", " ", "A", "Z", "_", "a", "a ", "aa", "z", "~\u0301", "é", "\uFFFD", "\uD83D\uDE00");

    /** For subclasses. */
    protected QueryOrderContract() {}

    @Test
    @Clause("ST-QUERY-1")
    final void idsAreInTheOrderOfCodePoints() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        List.of("\uD83D\uDE00", "b", "\uFFFD").forEach(it -> put(store, it, empty()));

        assertThat(ids(store, Query.all())).containsExactly("b", "\uFFFD", "\uD83D\uDE00");
        assertThat(ids(store, Query.all().orderBy(KEY.desc()))).containsExactly("\uD83D\uDE00", "\uFFFD", "b");
        assertThat(found(store, gt(KEY, "\uFFFD"))).containsExactly("\uD83D\uDE00");
    }

    @Test
    @Clause("ST-QUERY-17")
    final void aListingIsInTheOrderOfIdsUnlessSaidOtherwise() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        List.of("b", "é", "a", "B", "a ").forEach(it -> put(store, it, empty()));

        assertThat(ids(store, Query.all())).containsExactly("B", "a", "a ", "b", "é");
        assertThat(ids(store, Query.all().orderBy(KEY.desc()))).containsExactly("é", "b", "a ", "a", "B");
        assertThat(found(store, gt(KEY, "a"))).containsExactly("a ", "b", "é");
        assertThat(found(store, lte(KEY, "a"))).containsExactly("B", "a");
        assertThat(found(store, in(KEY, List.of("a", "B", "c")))).containsExactly("B", "a");
    }

    @Test
    @Clause("ST-QUERY-2")
    final void aComparisonWithAMissingFieldIsFalseAndItsNegationTrue() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        put(store, "1", with("number", Value.of(1)));
        put(store, "2", with("number", Value.of(2)));
        put(store, "none", empty());

        assertThat(found(store, eq(NUMBER, 1))).containsExactly("1");
        assertThat(found(store, lt(NUMBER, 2))).containsExactly("1");
        assertThat(found(store, lte(NUMBER, 2))).containsExactly("1", "2");
        assertThat(found(store, gt(NUMBER, 1))).containsExactly("2");
        assertThat(found(store, gte(NUMBER, 1))).containsExactly("1", "2");
        assertThat(found(store, not(eq(NUMBER, 1)))).containsExactly("2", "none");
        assertThat(found(store, not(gt(NUMBER, 1)))).containsExactly("1", "none");
        assertThat(found(store, not(in(NUMBER, List.of(1, 2))))).containsExactly("none");
        assertThat(found(store, not(and(gte(NUMBER, 1), lt(NUMBER, 2))))).containsExactly("2", "none");
    }

    @Test
    @Clause("ST-QUERY-3")
    final void missingIsAskedForByName() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        put(store, "empty text", text(""));
        put(store, "empty list", with("tags", Value.Items.of()));
        put(store, "none", empty());

        assertThat(found(store, missing(TEXT))).containsExactly("empty list", "none");
        assertThat(found(store, not(missing(TEXT)))).containsExactly("empty text");
        assertThat(found(store, missing(TAGS))).containsExactly("empty text", "none");
        assertThat(found(store, eq(TEXT, ""))).containsExactly("empty text");
    }

    @Test
    @Clause("ST-QUERY-4")
    final void membershipIsOneOfAndNothingIsOneOfNone() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        put(store, "1", text("a"));
        put(store, "2", text("b"));
        put(store, "3", text("A"));

        assertThat(found(store, in(TEXT, List.of("a", "b", "c", "a")))).containsExactly("1", "2");
        assertThat(found(store, in(TEXT, List.<String>of()))).isEmpty();
        assertThat(found(store, not(in(TEXT, List.<String>of())))).containsExactly("1", "2", "3");
    }

    @Test
    @Clause("ST-QUERY-5")
    final void aPrefixIsTakenLiterally() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        for (String it : List.of("a%b", "axb", "a_b", "a.b", "a\\b", "(a", "^a", "A%b", "\uD83D\uDE00x", "")) {
            put(store, "id " + it, text(it));
        }
        put(store, "none", empty());

        for (String it : List.of("a%", "a_", "a.", "a\\", "(", "^", "A", "\uD83D\uDE00")) {
            assertThat(found(store, prefix(TEXT, it)))
                    .as("prefix %s", it)
                    .hasSize(1)
                    .allMatch(id -> id.startsWith("id " + it));
        }
        assertThat(found(store, prefix(TEXT, ""))).hasSize(10).doesNotContain("none");
        assertThat(found(store, prefix(KEY, "id a"))).hasSize(5);
    }

    @Test
    @Clause("ST-QUERY-6")
    final void aListContainsAnElementExactly() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        put(store, "array", with("tags", Value.Items.of(Value.of("x"), Value.of("y"))));
        put(store, "child", with("labels", Value.Items.of(Value.of("x"), Value.of("z"))));
        put(store, "longer", with("tags", Value.Items.of(Value.of("xx"))));
        put(store, "none", empty());

        assertThat(found(store, contains(TAGS, "x"))).containsExactly("array");
        assertThat(found(store, contains(LABELS, "x"))).containsExactly("child");
        assertThat(found(store, contains(LABELS, "X"))).isEmpty();
        assertThat(found(store, not(contains(TAGS, "x")))).containsExactly("child", "longer", "none");
        assertThat(found(store, not(contains(LABELS, "x")))).containsExactly("array", "longer", "none");
    }

    @Test
    @Clause("ST-QUERY-7")
    final void allOfNoneIsTrueAndOneOfNoneIsFalse() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        put(store, "1", text("a"));
        put(store, "2", with("number", Value.of(2)));

        assertThat(found(store, and())).containsExactly("1", "2");
        assertThat(found(store, or())).isEmpty();
        assertThat(found(store, not(and()))).isEmpty();
        assertThat(found(store, not(or()))).containsExactly("1", "2");
        assertThat(found(store, or(eq(TEXT, "a"), eq(NUMBER, 2)))).containsExactly("1", "2");
        assertThat(found(store, and(eq(TEXT, "a"), eq(NUMBER, 2)))).isEmpty();
        assertThat(found(store, not(not(eq(TEXT, "a"))))).containsExactly("1");
    }

    @Test
    @Clause("ST-QUERY-8")
    final void missingComesFirstAndDescendingLast() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        put(store, "a", with("number", Value.of(Integer.MIN_VALUE)));
        put(store, "b", empty());
        put(store, "c", with("number", Value.of(0)));

        assertThat(ids(store, Query.all().orderBy(NUMBER.asc()))).containsExactly("b", "a", "c");
        assertThat(ids(store, Query.all().orderBy(NUMBER.desc()))).containsExactly("c", "a", "b");
    }

    @Test
    @Clause("ST-QUERY-9")
    final void theIdAscendingBreaksTiesInEitherDirection() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        put(store, "c", text("same"));
        put(store, "a", text("same"));
        put(store, "e", empty());
        put(store, "b", text("same"));
        put(store, "d", empty());

        assertThat(ids(store, Query.all().orderBy(TEXT.asc()))).containsExactly("d", "e", "a", "b", "c");
        assertThat(ids(store, Query.all().orderBy(TEXT.desc()))).containsExactly("a", "b", "c", "d", "e");
        assertThat(ids(store, Query.all().orderBy(TEXT.asc(), KEY.desc()))).containsExactly("e", "d", "c", "b", "a");
    }

    @Test
    @Clause("ST-QUERY-10")
    final void textsAreInTheOrderOfCodePoints() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        for (int i = 0; i < TEXTS_IN_ORDER.size(); i++) {
            put(store, "id" + (TEXTS_IN_ORDER.size() - i + 10), text(TEXTS_IN_ORDER.get(i)));
        }

        assertThat(texts(store, Query.all().orderBy(TEXT.asc()))).containsExactlyElementsOf(TEXTS_IN_ORDER);
        for (int i = 0; i < TEXTS_IN_ORDER.size(); i++) {
            String at = TEXTS_IN_ORDER.get(i);
            assertThat(texts(store, Query.where(gt(TEXT, at)).orderBy(TEXT.asc())))
                    .as("above %s", at)
                    .containsExactlyElementsOf(TEXTS_IN_ORDER.subList(i + 1, TEXTS_IN_ORDER.size()));
            assertThat(texts(store, Query.where(lte(TEXT, at)).orderBy(TEXT.asc())))
                    .as("up to %s", at)
                    .containsExactlyElementsOf(TEXTS_IN_ORDER.subList(0, i + 1));
        }
    }

    @Test
    @Clause("ST-QUERY-11")
    final void severalCriteriaCountInTheirOrder() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        put(store, "1", text("a").with("number", Value.of(1)));
        put(store, "2", text("b").with("number", Value.of(1)));
        put(store, "3", text("a").with("number", Value.of(2)));
        put(store, "4", with("number", Value.of(2)));

        assertThat(ids(store, Query.all().orderBy(NUMBER.desc(), TEXT.asc()))).containsExactly("4", "3", "1", "2");
        assertThat(ids(store, Query.all().orderBy(TEXT.desc(), NUMBER.desc()))).containsExactly("2", "3", "1", "4");
    }

    @Test
    @Clause("ST-QUERY-12")
    final void aQueryThatDatabasesWouldAnswerDifferentlyIsRefused() {
        RecordStore store = open(ContractTypes.EVERYTHING);

        for (Query query : List.of(
                Query.where(eq(Field.of("nowhere", String.class), "x")),
                Query.where(eq(Field.of("number", Long.class), 1L)),
                Query.where(eq(Field.of("anything", String.class), "x")),
                Query.where(lt(Field.of("bytes", byte[].class), new byte[0])),
                Query.where(eq(TEXT, "\0")),
                Query.where(eq(Field.of("ratio", Double.class), Double.NaN)),
                Query.where(missing(LABELS)),
                Query.where(contains(TEXT, "x")),
                Query.all().orderBy(TAGS.asc()),
                Query.all().orderBy(Field.of("nowhere", String.class).asc()))) {
            assertThatIllegalArgumentException().as("%s", query).isThrownBy(() -> store.query(Optional.empty(), query));
        }
    }

    @Test
    @Clause("ST-QUERY-13")
    final void aPageHoldsAtMostItsLimit() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        List.of("a", "b", "c").forEach(it -> put(store, it, empty()));

        assertThat(ids(store, Query.all().limit(2))).containsExactly("a", "b");
        assertThat(ids(store, Query.all().limit(1).orderBy(KEY.desc()))).containsExactly("c");
    }

    private static void put(RecordStore store, String id, Struct content) {
        applied(store.put(key(id), content, Precondition.none()));
    }

    private static List<String> found(RecordStore store, Condition condition) {
        return ids(store, Query.where(condition));
    }

    private static List<String> ids(RecordStore store, Query query) {
        return store.query(Optional.empty(), query).items().stream()
                .map(it -> it.key().id())
                .toList();
    }

    private static List<String> texts(RecordStore store, Query query) {
        return store.query(Optional.empty(), query).items().stream()
                .map(it -> ((Value.Text) it.content().find("text").orElseThrow()).value())
                .toList();
    }
}
