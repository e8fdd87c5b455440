// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

class KeysetTest {

    private static final Field<Integer> RANK = Field.of("rank", Integer.class);
    private static final Field<String> NAME = Field.of("name", String.class);

    private static final EntityType<Document> TYPE = EntityType.builder("shop", "things")
            .fields(
                    FieldDef.scalar("rank", ScalarKind.INT).optional(),
                    FieldDef.text("name").optional())
            .build();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void thePagesTogetherAreTheWholeListingInItsOrder(long seed) {
        List<StoredRecord> records = someRecords(new Random(seed));
        for (Query query : List.of(
                Query.all(), Query.all().orderBy(RANK.asc()), Query.all().orderBy(RANK.desc(), NAME.asc()))) {
            assertThat(paged(records, query.limit(3))).isEqualTo(sorted(records, query));
        }
    }

    @Test
    void aTokenOfAnotherQueryIsRefused() {
        StoredRecord last = someRecords(new Random(1)).get(0);
        PageToken token = Keyset.tokenAfter(TYPE, Query.all().orderBy(RANK.asc()), last);

        assertThatThrownBy(() ->
                        Keyset.condition(TYPE, Query.all().orderBy(RANK.desc()).after(token)))
                .hasMessageContaining("another query");
        assertThatThrownBy(() -> Keyset.condition(TYPE, Query.all().after(new PageToken("?"))))
                .hasMessageContaining("malformed");
    }

    @Test
    void aQueryThatNotBothDatabasesAnswerAlikeIsRefusedByName() {
        assertThatThrownBy(() ->
                        QueryRules.check(TYPE, Query.where(Condition.eq(Field.of("colour", String.class), "r"))))
                .hasMessageContaining("colour")
                .hasMessageContaining("[id, rank, name]");
        assertThatThrownBy(() -> QueryRules.check(TYPE, Query.where(Condition.eq(Field.of("rank", Long.class), 5L))))
                .hasMessageContaining("rank of shop.things is INT");
    }

    private static List<StoredRecord> paged(List<StoredRecord> records, Query query) {
        List<StoredRecord> all = new ArrayList<>();
        Query page = query;
        while (true) {
            Condition condition = Keyset.condition(TYPE, page);
            List<StoredRecord> found = sorted(records, query).stream()
                    .filter(it -> condition.matches(TYPE, it))
                    .limit(query.limit())
                    .toList();
            all.addAll(found);
            if (found.size() < query.limit()) {
                return all;
            }
            page = query.after(Keyset.tokenAfter(TYPE, query, found.get(found.size() - 1)));
        }
    }

    private static List<StoredRecord> sorted(List<StoredRecord> records, Query query) {
        Comparator<StoredRecord> order = Comparator.comparing(it -> 0);
        for (Sort sort : Keyset.totalOrder(TYPE, query)) {
            Comparator<StoredRecord> next = Comparator.comparing(
                    it -> Evaluation.valueOf(TYPE, it, sort.field()),
                    Comparator.comparing(
                            (Optional<Value> it) -> it.orElse(null),
                            Comparator.nullsFirst(org.stellaops.persistence.value.ValueOrder.INSTANCE)));
            order = order.thenComparing(sort.direction() == Sort.Direction.ASCENDING ? next : next.reversed());
        }
        return records.stream().sorted(order).toList();
    }

    private static List<StoredRecord> someRecords(Random random) {
        List<StoredRecord> records = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Struct.Builder content = Struct.builder();
            if (random.nextInt(4) > 0) {
                content.put("rank", Value.of(random.nextInt(3)));
            }
            if (random.nextInt(4) > 0) {
                content.put("name", List.of("a", "b", "😀", "\uFFFD").get(random.nextInt(4)));
            }
            records.add(new StoredRecord(
                    RecordKey.global("k" + random.nextInt(1000) + "-" + i), content.build(), VersionStamp.UNVERSIONED));
        }
        return records;
    }
}
