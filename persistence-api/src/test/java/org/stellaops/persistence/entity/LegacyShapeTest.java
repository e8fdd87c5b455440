// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.value.Precision;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

class LegacyShapeTest {

    private static final RecordKey KEY = RecordKey.global("k");
    private static final Instant NOON = Instant.parse("2024-05-01T12:00:00Z");

    @Test
    void whatWasNotChangedKeepsItsFormAndWhatWasChangedTheFormItHad() {
        EntityType<Document> type = type(
                LegacyShape.builder()
                        .name("addressLine", "address line 2")
                        .stored("placedAt", StoredAs.NATURAL, StoredAs.SECONDS),
                FieldDef.text("addressLine"),
                FieldDef.instant("placedAt", Precision.MILLIS),
                FieldDef.scalar("price", ScalarKind.DOUBLE),
                FieldDef.text("note").optional());
        Struct held = Struct.builder()
                .put("address line 2", "a")
                .put("placedAt", Value.of((int) NOON.getEpochSecond()))
                .put("price", Value.of(5))
                .put("note", Value.Null.NULL)
                .build();
        LegacyMapping mapping = type.legacyMapping();
        Struct content = mapping.fromDocument(KEY, held);

        assertThat(content.find("price")).hasValue(Value.of(5.0));
        assertThat(content.find("placedAt")).hasValue(Value.of(NOON));
        assertThat(mapping.toDocument(KEY, content, held)).isEqualTo(held);
        Struct later = content.with("placedAt", Value.of(NOON.plusSeconds(1))).with("price", Value.of(6.0));
        assertThat(mapping.toDocument(KEY, later, held))
                .isEqualTo(held.with("placedAt", Value.of((int) NOON.getEpochSecond() + 1))
                        .with("price", Value.of(6)));
        assertThat(mapping.toDocument(KEY, content).find("placedAt")).hasValue(Value.of(NOON));
    }

    @Test
    void aMappingCanNormaliseInstead() {
        EntityType<Document> type = type(
                LegacyShape.builder().normalise().stored("placedAt", StoredAs.NATURAL, StoredAs.SECONDS),
                FieldDef.instant("placedAt", Precision.MILLIS));
        Struct held = Struct.builder()
                .put("placedAt", Value.of(NOON.getEpochSecond()))
                .build();

        Struct content = type.legacyMapping().fromDocument(KEY, held);

        assertThat(type.legacyMapping().toDocument(KEY, content, held).find("placedAt"))
                .hasValue(Value.of(NOON));
    }

    @Test
    void versionsOfADocumentStandSideBySide() {
        EntityType<Document> type = type(
                LegacyShape.builder()
                        .constant("v", Value.of(2))
                        .name("city", "address", "city")
                        .version("v", Value.of(1), older -> older.name("city", "town")),
                FieldDef.text("city"));
        LegacyMapping mapping = type.legacyMapping();
        Struct first =
                Struct.builder().put("v", Value.of(1)).put("town", "Bern").build();
        Struct second = Struct.builder()
                .put("v", Value.of(2))
                .put("address", Struct.builder().put("city", "Bern").build())
                .build();

        assertThat(mapping.fromDocument(KEY, first)).isEqualTo(mapping.fromDocument(KEY, second));
        Struct moved = Struct.builder().put("city", "Basel").build();
        assertThat(mapping.toDocument(KEY, moved, first)).isEqualTo(first.with("town", Value.of("Basel")));
        assertThat(mapping.fromDocument(KEY, mapping.toDocument(KEY, moved))).isEqualTo(moved);
        assertThat(mapping.path(type.field("city").orElseThrow())).isEmpty();
    }

    @Test
    void aListThatWasASingleValueStaysOneAndRowsKeepWhatNobodyDeclared() {
        EntityType<Document> type = type(
                LegacyShape.builder(),
                FieldDef.array("tags", ScalarKind.TEXT),
                FieldDef.child("lines", "order_lines", FieldDef.text("sku"), FieldDef.remainder("more")));
        Struct row = Struct.builder().put("sku", "s").put("color", "red").build();
        Struct held = Struct.builder()
                .put("tags", "one")
                .put("lines", new Value.Items(List.of(row)))
                .build();
        LegacyMapping mapping = type.legacyMapping();
        Struct content = mapping.fromDocument(KEY, held);

        assertThat(mapping.toDocument(KEY, content, held)).isEqualTo(held);
        Struct other = content.with("tags", Value.Items.of(Value.of("two")));
        assertThat(mapping.toDocument(KEY, other, held)).isEqualTo(held.with("tags", Value.of("two")));
    }

    @Test
    void whatCannotBeReadIsNamedByItsPathAndNeverByItsValue() {
        EntityType<Document> type =
                type(LegacyShape.builder().name("price", "cost", "net"), FieldDef.scalar("price", ScalarKind.INT));
        Struct held = Struct.builder()
                .put("cost", Struct.builder().put("net", "private").build())
                .build();

        assertThatThrownBy(() -> type.legacyMapping().fromDocument(KEY, held))
                .isInstanceOf(UnmappableException.class)
                .hasMessageContaining("cost.net")
                .hasMessageNotContaining("private");
    }

    @Test
    void aMappingThatIsNotItsOwnInverseIsCaughtBeforeAnythingIsWritten() {
        EntityType<Document> type = type(LegacyShape.builder().stored("name", new Lossy()), FieldDef.text("name"));
        Struct content = Struct.builder().put("name", "Ada").build();

        assertThat(type.problemsOf(content)).isEmpty();
        assertThat(type.problemsOf(KEY, content))
                .singleElement()
                .satisfies(it -> assertThat(it.toString()).contains("name").contains("inverse"));
    }

    @Test
    void aFormThatForgetsIsFoundByEqualityOnlyWhereItHasOneSpelling() {
        EntityType<Document> type = type(
                LegacyShape.builder()
                        .stored("rating", StoredAs.NATURAL, StoredAs.NUMBER_TEXT)
                        .stored("paid", StoredAs.BOOL_TEXT)
                        .absent("rating", "n/a"),
                FieldDef.scalar("rating", ScalarKind.DOUBLE).optional(),
                FieldDef.scalar("paid", ScalarKind.BOOL));
        LegacyMapping mapping = type.legacyMapping();

        assertThat(mapping.match(type.field("rating").orElseThrow(), Value.of(4.5))
                        .anyOf())
                .containsExactly(Value.of(4.5), Value.of("4.5"));
        assertThat(mapping.matchMissing(type.field("rating").orElseThrow()).anyOf())
                .containsExactly(Value.Null.NULL, Value.of("n/a"));
        assertThat(mapping.isOrdered(type.field("rating").orElseThrow())).isFalse();
        assertThat(mapping.path(type.field("paid").orElseThrow())).isEmpty();
    }

    private static EntityType<Document> type(LegacyShape.Builder shape, FieldDef... fields) {
        return EntityType.builder("shop", "things")
                .fields(fields)
                .legacy(shape.build())
                .build();
    }

    /** Writes lower case and reads it as it stands. */
    private static final class Lossy implements StoredForm {

        @Override
        public Optional<Value> read(FieldType.Scalar field, Value stored) {
            return Optional.of(stored);
        }

        @Override
        public Optional<Value> write(FieldType.Scalar field, Value value) {
            return Optional.of(Value.of(((Value.Text) value).value().toLowerCase(Locale.ROOT)));
        }
    }
}
