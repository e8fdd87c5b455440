// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.entity.ContentProblem;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.query.Keyset;
import org.stellaops.persistence.query.PageToken;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.query.QueryRules;
import org.stellaops.persistence.query.Sort;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ExtendedJson;
import org.stellaops.persistence.value.JsonText;
import org.stellaops.persistence.value.Precision;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** What is at a limit is accepted, what is just over it is refused by name, and nothing hostile takes long or throws an Error. */
class LimitsTest {

    private static final Field<Instant> AT = Field.of("at", Instant.class);
    private static final Field<BigDecimal> PRICE = Field.of("price", BigDecimal.class);
    private static final Field<String> NAME = Field.of("name", String.class);
    private static final EntityType<Document> TYPE = EntityType.builder("shop", "things")
            .fields(
                    FieldDef.text("name").optional(),
                    FieldDef.text("other").optional(),
                    FieldDef.scalar("blob", ScalarKind.BYTES).optional(),
                    FieldDef.scalar("price", ScalarKind.DECIMAL).optional(),
                    FieldDef.instant("at", Precision.MILLIS).optional(),
                    FieldDef.json("body").optional())
            .unique("things_name", "name", "other", "blob")
            .build();

    @Test
    void namesOfNoFieldAreBoundedAndCannotForgeALine() {
        String name = "a\nb" + "x".repeat(5_000_000);
        List<ThrowingCallable> calls = List.of(
                () -> QueryRules.check(TYPE, new Condition.Missing(name)),
                () -> QueryRules.check(
                        TYPE, Query.where(Condition.all()).orderBy(new Sort(name, Sort.Direction.ASCENDING))),
                () -> new Patch(Map.of(name, new Patch.Change.Remove())).check(TYPE),
                () -> new Patch(Map.of(name, new Patch.Change.Remove())).and(name, new Patch.Change.Remove()));

        assertThat(calls)
                .allSatisfy(call -> assertThatThrownBy(call)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("a\\u{a}b")
                        .message()
                        .hasSizeLessThan(2 * Limits.LONGEST_REASON));
    }

    @Test
    void conditionsNestedAsDeepAsAllowedAreTakenAndDeeperOnesRefusedWhateverTheirDepth() {
        QueryRules.check(TYPE, nots(Limits.DEEPEST_CONDITION - 1));

        for (int depth : List.of(Limits.DEEPEST_CONDITION, 3_000, 1_000_000)) {
            assertThatThrownBy(() -> QueryRules.check(TYPE, nots(depth)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("deeper than " + Limits.DEEPEST_CONDITION);
        }
    }

    @Test
    void moreConditionsOrValuesThanAllowedAreRefused() {
        QueryRules.check(TYPE, ors(Limits.MOST_CONDITIONS - 1));

        assertThatThrownBy(() -> QueryRules.check(TYPE, ors(65_536))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> QueryRules.check(
                        TYPE, Condition.in(NAME, Collections.nCopies(Limits.MOST_QUERY_VALUES + 1, "a"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> QueryRules.check(TYPE, Condition.eq(NAME, "a".repeat(Limits.LARGEST_QUERY))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> QueryRules.check(TYPE, Condition.prefix(NAME, "a".repeat(Limits.LONGEST_PREFIX + 1))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTenantThatNoKeyCouldNameIsRefusedInQueriesAndAtTheStore() {
        EntityType<Document> ofTenants =
                EntityType.builder("shop", "owned").tenancy(Tenancy.TENANT).build();

        for (String tenant : List.of("", "a\0", "\ud800", "x".repeat(Limits.LONGEST_TENANT + 1))) {
            assertThatThrownBy(() -> QueryRules.check(ofTenants, Optional.of(tenant), Query.all()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("tenant");
        }
        assertThatThrownBy(() -> QueryRules.check(ofTenants, Optional.empty(), Query.all()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> QueryRules.check(TYPE, Optional.of("t"), Query.all()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void decimalsAndMomentsThatNoRecordHoldsAreRefusedInQueries() {
        for (String price : List.of("1E+999999999", "1E-999999999", "1E+6112", "1E-6177")) {
            assertThatThrownBy(() -> QueryRules.check(TYPE, Condition.eq(PRICE, new BigDecimal(price))))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (Instant at : List.of(Instant.MAX, Instant.MIN, Instant.parse("+300000-01-01T00:00:00Z"))) {
            assertThatThrownBy(() -> QueryRules.check(TYPE, Condition.eq(AT, at)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void anInstantFinerThanItsFieldIsComparedExactly() {
        Instant stored = Instant.parse("2026-01-01T00:00:00.001Z");
        Struct content = Struct.builder().put("at", Value.of(stored)).build();
        StoredRecord record = new StoredRecord(RecordKey.global("a"), content, VersionStamp.UNVERSIONED);

        for (Instant asked : List.of(stored.plusNanos(1), stored.minusNanos(1), stored, stored.plusNanos(999_999))) {
            for (Condition condition : List.of(
                    Condition.eq(AT, asked),
                    Condition.lt(AT, asked),
                    Condition.lte(AT, asked),
                    Condition.gt(AT, asked),
                    Condition.gte(AT, asked),
                    Condition.in(AT, List.of(asked)))) {
                Condition rewritten = Keyset.condition(TYPE, Query.where(condition));
                assertThat(rewritten.matches(TYPE, record))
                        .as("%s", condition)
                        .isEqualTo(condition.matches(TYPE, record));
                assertThat(rewritten.toString()).doesNotContain("001000001").doesNotContain("000999999");
            }
        }
    }

    @Test
    void aFieldThatAnOrderNamesTwiceCountsWhereItComesFirst() {
        Query query = Query.all().orderBy(AT.desc(), NAME.asc(), AT.asc());

        assertThat(Keyset.totalOrder(TYPE, query))
                .containsExactly(
                        AT.desc(), NAME.asc(), Field.of("id", String.class).asc());
    }

    @Test
    void whatATokenHoldsIsNotTrusted() {
        Query query = Query.all().orderBy(PRICE.asc());
        String good = new String(
                Base64.getUrlDecoder()
                        .decode(Keyset.tokenAfter(
                                        TYPE,
                                        query,
                                        new StoredRecord(
                                                RecordKey.global("a"), priced("1.50"), VersionStamp.UNVERSIONED))
                                .text()),
                StandardCharsets.UTF_8);
        assertThat(good).contains("1.50");

        for (String forged : List.of("1E+999999999", "1E-999999999", "\"text\"", "{}", "[1]", "true")) {
            PageToken token = new PageToken(Base64.getUrlEncoder()
                    .encodeToString(good.replaceAll("\\{\"\\$numberDecimal\":\"1.50\"}|1\\.50", forged)
                            .getBytes(StandardCharsets.UTF_8)));
            assertThatThrownBy(() -> QueryRules.check(TYPE, Optional.empty(), query.after(token)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("page token");
        }
        assertThatThrownBy(() -> new PageToken("a".repeat(Limits.LONGEST_TOKEN + 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTreeThatIsNestedTooDeepIsRefusedBeforeItExhaustsTheStack() {
        var node = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < 100_000; i++) {
            node = JsonNodeFactory.instance.objectNode().set("a", node);
        }
        var deepest = node;
        assertThatThrownBy(() -> JsonText.fromTree(deepest)).isInstanceOf(IllegalArgumentException.class);

        Value value = Value.of(1);
        for (int i = 0; i < 100_000; i++) {
            value = Value.Items.of(value);
        }
        assertThat(problems(Struct.builder().put("body", value).build())).hasSize(1);
    }

    @Test
    void whatFitsPostgresButNotBsonIsRefused() {
        Value empty = Value.of("");
        assertThat(problems(with("body", items(900_000, empty)))).isEmpty();
        assertThat(problems(with("body", items(Limits.MOST_VALUES + 1, empty))))
                .singleElement()
                .asString()
                .contains("values");
        assertThat(problems(with("body", items(950_000, Value.of("abcdef")))))
                .singleElement()
                .asString()
                .contains("BSON");
    }

    @Test
    void fewBytesThatBecomeManyInPostgresAreRefused() {
        Value tiny = new Value.Decimal(new BigDecimal(BigInteger.ONE, Limits.LARGEST_SCALE));
        assertThat(problems(with("body", items(100_000, tiny))))
                .singleElement()
                .asString()
                .contains("PostgreSQL");
        assertThat(ExtendedJson.write(tiny)).hasSizeLessThan(60);
        assertThat(ExtendedJson.read(ExtendedJson.write(tiny))).isEqualTo(tiny);
    }

    @Test
    void aUniqueKeyThatNoIndexEntryHoldsIsRefused() {
        Struct fits = Struct.builder()
                .put("name", "a".repeat(600))
                .put("other", "b".repeat(600))
                .put("blob", new Value.Bytes(0, new byte[600]))
                .build();
        assertThat(problems(fits)).isEmpty();
        assertThat(problems(fits.with("blob", new Value.Bytes(0, new byte[601]))))
                .hasSize(1);
        assertThat(problems(fits.with("name", Value.of("\u00e9".repeat(301))))).hasSize(1);
    }

    @Test
    void reasonsAreBoundedAndHoldNoNameOrValueThatWasGiven() {
        Struct.Builder members = Struct.builder();
        for (int i = 0; i < 1_000; i++) {
            members.put("secret" + i + "\n".repeat(5_000), "secret\0");
        }
        Struct hostile = members.build();

        List<ContentProblem> problems = new ArrayList<>(problems(hostile));
        problems.addAll(problems(with("body", hostile)));

        assertThat(problems).hasSizeLessThan(2 * Limits.MOST_PROBLEMS);
        assertThat(problems.toString()).hasSizeLessThan(10_000).doesNotContain("secret", "\n");
    }

    @Test
    void aKeyCannotForgeALineAndDifferentKeysStayDifferent() {
        assertThat(RecordKey.of("t", "a\nb\u202e\u2028\\").toString()).isEqualTo("t/a\\u{a}b\\u{202e}\\u{2028}\\\\");
        assertThat(RecordKey.global("a\\u{a}b").toString())
                .isNotEqualTo(RecordKey.global("a\nb").toString());
    }

    private static List<ContentProblem> problems(Struct content) {
        return TYPE.problemsOf(content);
    }

    private static Struct priced(String price) {
        return Struct.builder()
                .put("price", new Value.Decimal(new BigDecimal(price)))
                .build();
    }

    private static Struct with(String field, Value value) {
        return Struct.builder().put(field, value).build();
    }

    private static Value items(int count, Value value) {
        return new Value.Items(Collections.nCopies(count, value));
    }

    private static Condition nots(int depth) {
        Condition condition = Condition.all();
        for (int i = 0; i < depth; i++) {
            condition = Condition.not(condition);
        }
        return condition;
    }

    private static Condition ors(int count) {
        return new Condition.Or(Collections.nCopies(count, Condition.eq(NAME, "a")));
    }
}
