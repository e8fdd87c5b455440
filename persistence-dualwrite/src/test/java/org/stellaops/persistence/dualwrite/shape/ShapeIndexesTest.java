// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shape;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.IndexDef;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.StoredIndex;

/** Which indexes serve which queries, and which would. */
class ShapeIndexesTest {

    private static final EntityType<Document> JOBS = EntityType.builder("work", "jobs")
            .tenancy(Tenancy.TENANT)
            .fields(
                    FieldDef.text("state"),
                    FieldDef.text("email").optional(),
                    FieldDef.scalar("dueAt", ScalarKind.INSTANT).optional(),
                    FieldDef.array("tags", ScalarKind.TEXT),
                    FieldDef.childValues("labels", "job_labels", ScalarKind.TEXT),
                    FieldDef.child(
                            "steps", "job_steps", FieldDef.text("tool"), FieldDef.scalar("cost", ScalarKind.INT)))
            .index(IndexDef.on("email").whereMissing("dueAt"))
            .build();

    private static final Field<String> STATE = Field.of("state", String.class);
    private static final Field<String> EMAIL = Field.of("email", String.class);
    private static final Field<String> ID = Field.of("id", String.class);
    private static final Field<java.time.Instant> DUE_AT = Field.of("dueAt", java.time.Instant.class);

    @Test
    void whatIsAskedByIdOrListedByIdNeedsNoOtherIndex() {
        assertThat(isServed(Query.all())).isTrue();
        assertThat(isServed(Query.all().orderBy(ID.desc()))).isTrue();
        assertThat(isServed(Query.where(Condition.prefix(ID, "a")).orderBy(STATE.asc())))
                .isTrue();
    }

    @Test
    void aConditionIsServedByAnIndexThatBeginsWithOneOfItsFields() {
        Query query = Query.where(Condition.and(Condition.eq(STATE, "new"), Condition.gt(EMAIL, "a")));

        assertThat(isServed(query)).isFalse();
        assertThat(isServed(query, index("state", "dueAt"))).isTrue();
        assertThat(isServed(query, index("email"))).isTrue();
        assertThat(isServed(query, index("dueAt", "state"))).isFalse();
        assertThat(isServed(query, new StoredIndex("x", keys("state"), true, false, false, true, false)))
                .as("one that was not built to its end")
                .isFalse();
        assertThat(wanted(Side.TARGET, query)).containsExactly("state, email");
    }

    @Test
    void anOrderIsServedByAnIndexThatHasItInOneDirectionOrTheOther() {
        Query query = Query.all().orderBy(STATE.asc(), DUE_AT.desc());

        assertThat(isServed(query)).isFalse();
        assertThat(isServed(query, index("state", "-dueAt", "id"))).isTrue();
        assertThat(isServed(query, index("-state", "dueAt"))).isTrue();
        assertThat(isServed(query, index("state", "dueAt"))).isFalse();
        assertThat(isServed(query, new StoredIndex("x", keys("state", "-dueAt"), false, false, false, true, true)))
                .as("one of all tenants together")
                .isFalse();
        assertThat(wanted(Side.TARGET, query)).containsExactly("state, -dueAt");
    }

    @Test
    void whatIsEqualStandsBeforeTheOrder() {
        Query query = Query.where(Condition.eq(STATE, "new")).orderBy(DUE_AT.desc());

        assertThat(wanted(Side.TARGET, query)).containsExactly("state, -dueAt");
        assertThat(wanted(Side.TARGET, Query.where(Condition.gt(EMAIL, "a")).orderBy(EMAIL.desc())))
                .containsExactly("-email");
        assertThat(wanted(Side.TARGET, Query.where(Condition.gt(EMAIL, "a")).orderBy(STATE.desc())))
                .containsExactly("email");
    }

    @Test
    void everyAlternativeNeedsAnIndex() {
        Query query = Query.where(Condition.or(Condition.eq(STATE, "new"), Condition.eq(EMAIL, "a")));

        assertThat(isServed(query, index("state"))).isFalse();
        assertThat(isServed(query, index("state"), index("email"))).isTrue();
        assertThat(wanted(Side.TARGET, query)).containsExactlyInAnyOrder("state", "email");
    }

    @Test
    void listsNeedIndexesOfTheirOwn() {
        Query tag = Query.where(Condition.contains(Field.of("tags", String.class), "x"));
        Query label = Query.where(Condition.contains(Field.of("labels", String.class), "x"));
        Query step = Query.where(Condition.any("steps", Condition.eq(Field.of("tool", String.class), "x")));

        assertThat(isServed(tag)).isFalse();
        assertThat(isServed(tag, new StoredIndex("g", keys("tags"), true, false, false, false, true)))
                .isTrue();
        assertThat(isServed(tag, index("tags"))).as("of MongoDB").isTrue();
        assertThat(isServed(label, index("labels.value"))).isTrue();
        assertThat(isServed(step, index("steps.tool"))).isTrue();
        assertThat(isServed(step, index("steps.cost"))).isFalse();
        assertThat(wanted(Side.TARGET, tag)).containsExactly("tags");
        assertThat(wanted(Side.LEGACY, tag)).containsExactly("tags");
        assertThat(wanted(Side.TARGET, label)).containsExactly("labels.value");
        assertThat(wanted(Side.TARGET, step)).containsExactly("steps.tool");
    }

    @Test
    void elementsOfAnArrayAreFoundByAnIndexInMongoDbAlone() {
        Query query = Query.where(Condition.any("tags", Condition.gt(Field.element(String.class), "x")));

        assertThat(new ShapeIndexes(JOBS, Side.LEGACY, List.of(index("tags"))).serve(shape(query)))
                .isTrue();
        assertThat(isServed(query, new StoredIndex("g", keys("tags"), true, false, false, false, true)))
                .isFalse();
        assertThat(wanted(Side.LEGACY, query)).containsExactly("tags");
        assertThat(wanted(Side.TARGET, query)).isEmpty();
    }

    @Test
    void aNegationIsServedByNone() {
        Query query = Query.where(Condition.not(Condition.missing(DUE_AT)));

        assertThat(isServed(query, index("dueAt"))).isFalse();
        assertThat(wanted(Side.TARGET, query)).isEmpty();
    }

    @Test
    void aPartialIndexServesQueriesOfItsRecordsOnly() {
        StoredIndex partial = new StoredIndex("idx_jobs_email", keys("email"), true, false, true, true, true);

        assertThat(isServed(Query.where(Condition.eq(EMAIL, "a")), partial)).isFalse();
        assertThat(isServed(Query.where(Condition.and(Condition.eq(EMAIL, "a"), Condition.missing(DUE_AT))), partial))
                .isTrue();
    }

    @Test
    void aShapeHoldsNoValuesAndIsTheSameForAllOfThem() {
        QueryShape one = shape(Query.where(Condition.and(Condition.eq(STATE, "secret"), Condition.eq(EMAIL, "b"))));
        QueryShape other = shape(Query.where(Condition.and(Condition.eq(EMAIL, "c"), Condition.eq(STATE, "d"))));

        assertThat(one).isEqualTo(other).hasToString("email = ? and state = ?");
    }

    @Test
    void aShapeSurvivesItsText() {
        for (Query query : List.of(
                Query.all().orderBy(STATE.asc(), DUE_AT.desc()),
                Query.where(Condition.or(
                        Condition.and(Condition.eq(STATE, "a"), Condition.missing(DUE_AT)),
                        Condition.any("steps", Condition.gt(Field.of("cost", Integer.class), 3)))),
                Query.where(Condition.not(Condition.contains(Field.of("tags", String.class), "x"))))) {
            assertThat(ShapeText.read(ShapeText.write(shape(query)))).isEqualTo(shape(query));
        }
    }

    private static boolean isServed(Query query, StoredIndex... indexes) {
        List<StoredIndex> all = new ArrayList<>(List.of(index("id")));
        all.addAll(Arrays.asList(indexes));
        return new ShapeIndexes(JOBS, Side.TARGET, all).serve(shape(query));
    }

    private static List<String> wanted(Side side, Query query) {
        return new ShapeIndexes(JOBS, side, List.of(index("id")))
                .wanted(shape(query)).stream()
                        .map(it -> it.keys().stream()
                                .map(key -> (key.descending() ? "-" : "") + key.field())
                                .collect(java.util.stream.Collectors.joining(", ")))
                        .toList();
    }

    private static QueryShape shape(Query query) {
        return QueryShape.of(JOBS, query.where(), query.sorts());
    }

    private static StoredIndex index(String... keys) {
        return new StoredIndex("i", keys(keys), true, false, false, true, true);
    }

    private static List<StoredIndex.Key> keys(String... keys) {
        return Arrays.stream(keys)
                .map(it -> new StoredIndex.Key(it.replace("-", ""), true, it.startsWith("-")))
                .toList();
    }
}
