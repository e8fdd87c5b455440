// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.value.JsonText;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

class EntityTypeTest {

    enum Size {
        SMALL,
        LARGE
    }

    record Line(
            String product,
            int amount,
            @Nullable BigDecimal price,
            @Json @Nullable JsonNode note) {}

    @Entity(
            module = "shop",
            table = "orders",
            tenancy = Tenancy.TENANT,
            unique = @Unique(name = "orders_number", fields = "orderNumber"))
    record Order(
            @Id UUID orderId,
            long orderNumber,
            Size size,
            @Nullable String remark,
            @Microseconds Instant placedAt,
            boolean paid,
            List<String> tags,
            @Child(table = "order_lines") List<Line> lines,
            @Child(table = "order_codes") List<String> codes,
            @Json @Nullable JsonNode payload,
            @Remainder @Nullable JsonNode rest) {}

    private static final EntityType<Order> TYPE = EntityType.of(Order.class);

    private static final Order ORDER = new Order(
            UUID.fromString("6f1c0d1e-0000-4000-8000-000000000001"),
            5,
            Size.LARGE,
            null,
            Instant.parse("2026-01-01T00:00:00.123456Z"),
            true,
            List.of("a"),
            List.of(new Line("p", 2, new BigDecimal("1.10"), null)),
            List.of(),
            JsonText.toTree(Value.Null.NULL),
            null);

    private static final RecordKey KEY = RecordKey.of("acme", ORDER.orderId().toString());

    @Test
    void anAnnotatedRecordBecomesContentAndBack() {
        Struct content = TYPE.codec().contentOf(ORDER);

        assertThat(TYPE.problemsOf(content)).isEmpty();
        assertThat(content.has("remark")).isFalse();
        assertThat(content.find("payload")).hasValue(Value.Null.NULL);
        assertThat(content.find("codes")).hasValue(Value.Items.of());
        assertThat(TYPE.codec().entityOf(TYPE.codec().idOf(ORDER), content)).isEqualTo(ORDER);
    }

    @Test
    void contentBecomesALegacyDocumentOfTheSameShapeAndBack() {
        Struct content = TYPE.codec().contentOf(ORDER);
        LegacyMapping mapping = TYPE.legacyMapping();

        Struct document = mapping.toDocument(KEY, content);

        assertThat(document.find("placedAt")).hasValue(Value.of("2026-01-01T00:00:00.123456Z"));
        assertThat(mapping.fromDocument(KEY, document)).isEqualTo(content);
        assertThat(mapping.fromId(mapping.toId(KEY))).isEqualTo(KEY);
    }

    @Test
    void aMemberThatNoFieldNamesGoesToTheRemainder() {
        Struct content = TYPE.codec().contentOf(ORDER);
        Struct document = TYPE.legacyMapping().toDocument(KEY, content).with("colour", Value.of("red"));

        Struct read = TYPE.legacyMapping().fromDocument(KEY, document);

        assertThat(read.find("rest"))
                .hasValue(Struct.builder().put("colour", "red").build());
        assertThat(TYPE.legacyMapping().toDocument(KEY, read)).isEqualTo(document);
    }

    @Test
    void withoutARemainderAnUnknownMemberIsRefusedByName() {
        EntityType<Document> plain = EntityType.builder("shop", "things")
                .fields(FieldDef.text("name"))
                .build();
        Struct document = Struct.builder().put("name", "n").put("colour", "red").build();

        assertThatThrownBy(() -> plain.legacyMapping().fromDocument(RecordKey.global("1"), document))
                .isInstanceOf(UnmappableException.class)
                .hasMessageContaining("colour")
                .hasMessageNotContaining("red");
    }

    @Test
    void columnsAreTheNamesInSnakeCase() {
        assertThat(TYPE.field("orderNumber").orElseThrow().column()).isEqualTo("order_number");
        assertThat(TYPE.idColumn()).isEqualTo("order_id");
        assertThat(FieldDef.snakeCase("etagURLValue")).isEqualTo("etag_url_value");
    }

    @Test
    void everyProblemOfAContentIsNamedAtOnce() {
        Struct content = TYPE.codec()
                .contentOf(ORDER)
                .with("orderNumber", Value.of("five"))
                .with("size", Value.of("HUGE"))
                .with("placedAt", Value.of(Instant.parse("2026-01-01T00:00:00.123456789Z")))
                .with("payload", Struct.builder().put("a", "nul\0").build())
                .with("unknown", Value.of(1))
                .without("paid");

        assertThat(TYPE.problemsOf(content))
                .extracting(ContentProblem::path)
                .containsExactlyInAnyOrder("orderNumber", "size", "placedAt", "payload.*", "the content", "paid");
    }

    @Test
    void everyProblemOfADeclarationIsNamedAtOnce() {
        assertThatThrownBy(() -> EntityType.builder("Shop", "things")
                        .fields(FieldDef.text("name"), FieldDef.text("name"))
                        .unique("things_x", "x")
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("module 'Shop'")
                .hasMessageContaining("field name is declared twice")
                .hasMessageContaining("unique key things_x names x");
    }

    @Test
    void aRecordWithoutAnIdOrWithAClassThatNoColumnHoldsIsRefused() {
        @Entity(module = "shop", table = "bad")
        record Bad(String name, Thread thread) {}

        assertThatThrownBy(() -> EntityType.of(Bad.class))
                .hasMessageContaining("exactly one component must carry @Id")
                .hasMessageContaining("thread is a Thread");
    }

    @Test
    void aKeyMustHaveATenantExactlyIfTheTypeHasOne() {
        assertThatThrownBy(() -> TYPE.requireKey(RecordKey.global(KEY.id())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tenant-scoped");
        assertThatThrownBy(() -> TYPE.requireKey(RecordKey.of("acme", "no-uuid")))
                .isInstanceOf(IllegalArgumentException.class);
        TYPE.requireKey(KEY);
    }
}
