// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExtendedJsonTest {

    static Stream<Value> values() {
        return Stream.of(
                Value.of(5),
                Value.of(5L),
                Value.of(Long.MAX_VALUE),
                Value.of(5.0),
                Value.of(-0.0),
                Value.of(0.0),
                Value.of(Double.NaN),
                Value.of(Double.NEGATIVE_INFINITY),
                Value.of(Double.MIN_VALUE),
                Value.of(1.0E300),
                new Value.Decimal(new BigDecimal("1.10")),
                new Value.Decimal(new BigDecimal("1.1")),
                new Value.Decimal(new BigDecimal("1E+3")),
                new Value.Decimal(new BigDecimal("0E-6176")),
                new Value.Decimal(new BigDecimal("12345678901234567890")),
                Value.of(Instant.parse("0001-01-01T00:00:00Z")),
                new Value.Uuid(UUID.fromString("00000000-0000-0000-0000-00000000000f")),
                new Value.Oid("00112233445566778899aabb"),
                new Value.Bytes(0x80, new byte[] {1, 2, 3}),
                Value.Null.NULL,
                Value.Items.of(),
                Struct.EMPTY,
                Struct.builder().put("$date", "no tag").build(),
                Struct.builder()
                        .put("$$x", "y")
                        .put("", Value.of(1))
                        .put("a.b", Value.of(true))
                        .build());
    }

    @ParameterizedTest
    @MethodSource("values")
    void everyValueReadsBackAsItself(Value value) {
        assertThat(ExtendedJson.read(ExtendedJson.write(value))).isEqualTo(value);
    }

    @ParameterizedTest
    @MethodSource("values")
    void noTwoDifferentValuesShareACanonicalForm(Value value) {
        assertThat(values().filter(it -> Canonical.form(it).equals(Canonical.form(value))))
                .containsExactly(value);
    }

    @Test
    void whatPlainJsonSaysStaysPlain() {
        assertThat(ExtendedJson.write(JsonText.read("{\"a\":[5,5.0,7.50,3000000000,\"x\"]}")))
                .isEqualTo("{\"a\":[5,5.0,7.50,3000000000,\"x\"]}");
    }

    @Test
    void aMalformedTagIsNamedAndItsContentIsNot() {
        assertThatThrownBy(() -> ExtendedJson.read("{\"$date\":\"secret\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("$date")
                .hasMessageNotContaining("secret");
    }
}
