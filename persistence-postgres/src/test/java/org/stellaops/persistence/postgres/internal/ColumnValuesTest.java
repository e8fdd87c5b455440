// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** What rows of child tables are read as, also those that somebody changed without the library. */
class ColumnValuesTest {

    private final ChildTable lines = new TableSchema(EntityType.builder("shop", "orders")
                    .fields(FieldDef.child(
                            "lines",
                            "order_lines",
                            FieldDef.text("sku"),
                            FieldDef.of("count", FieldType.Scalar.of(ScalarKind.INT)),
                            FieldDef.of("cents", FieldType.Scalar.of(ScalarKind.LONG)),
                            FieldDef.of("weight", FieldType.Scalar.of(ScalarKind.DECIMAL))
                                    .optional()))
                    .build())
            .children()
            .get(0);

    @Test
    void numbersAreReadToTheEndsOfTheirKinds() {
        Value.Items read = ColumnValues.of(
                lines,
                "[[\"a\",2147483647,9223372036854775807,\"1.50\"],[\"b\",-2147483648,-9223372036854775808,null]]");

        assertThat(read)
                .isEqualTo(Value.Items.of(
                        Struct.builder()
                                .put("sku", "a")
                                .put("count", Value.of(Integer.MAX_VALUE))
                                .put("cents", Value.of(Long.MAX_VALUE))
                                .put("weight", new Value.Decimal(new BigDecimal("1.50")))
                                .build(),
                        Struct.builder()
                                .put("sku", "b")
                                .put("count", Value.of(Integer.MIN_VALUE))
                                .put("cents", Value.of(Long.MIN_VALUE))
                                .build()));
    }

    @ParameterizedTest
    @CsvSource({
        "2147483648, 1, count, INT",
        "-2147483649, 1, count, INT",
        "1.5, 1, count, INT",
        "1, 9223372036854775808, cents, LONG",
        "1, 1e3, cents, LONG",
        "true, 1, count, INT"
    })
    void whatIsNoNumberOfItsKindIsNamed(String count, String cents, String column, String kind) {
        assertThatExceptionOfType(UnmappableException.class)
                .isThrownBy(() -> ColumnValues.of(lines, "[[\"a\",1,1,null],[\"b\"," + count + "," + cents + ",null]]"))
                .withMessageContaining("lines[1]." + column)
                .withMessageContaining("is no " + kind);
    }

    @Test
    void aRowOfAnotherShapeIsNoList() {
        for (String rows :
                new String[] {"{}", "[[\"a\",1,1]]", "[[\"a\",1,1,null,1]]", "[[[],1,1,null]]", "[1]", "[["}) {
            assertThatExceptionOfType(UnmappableException.class)
                    .as(rows)
                    .isThrownBy(() -> ColumnValues.of(lines, rows))
                    .withMessageContaining("lines");
        }
    }
}
