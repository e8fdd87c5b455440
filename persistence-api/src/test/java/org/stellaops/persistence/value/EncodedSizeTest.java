// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EncodedSizeTest {

    @ParameterizedTest
    @MethodSource("values")
    void theBoundIsNeverBelowTheOthers(Value value) {
        Value nested = Struct.builder()
                .put("", value)
                .put("\u0001é\uD83D\uDE00", Value.Items.of(value, Struct.EMPTY, value))
                .build();

        for (Value it : List.of(value, nested, Value.Items.of(nested, value))) {
            assertThat(EncodedSize.bound(it))
                    .isGreaterThanOrEqualTo(EncodedSize.bson(it))
                    .isGreaterThanOrEqualTo(EncodedSize.canonical(it))
                    .isGreaterThanOrEqualTo(EncodedSize.postgres(it))
                    .isGreaterThanOrEqualTo(Canonical.form(it).getBytes(StandardCharsets.UTF_8).length);
        }
    }

    static List<Value> values() {
        return List.of(
                Value.of(""),
                Value.of("a"),
                Value.of("\u0001\u0002\n\"\\"),
                Value.of("é\u2028\uD83D\uDE00"),
                Value.of("\u0001".repeat(5_000)),
                Value.of(Integer.MIN_VALUE),
                Value.of(Long.MIN_VALUE),
                Value.of(Double.MIN_VALUE),
                Value.of(-Double.MAX_VALUE),
                Value.of(true),
                Value.Null.NULL,
                Value.of(Instant.MIN),
                Value.of(Instant.parse("2026-01-01T00:00:00.123456789Z")),
                new Value.Decimal(new BigDecimal("-9.999999999999999999999999999999999E+6000")),
                new Value.Decimal(new BigDecimal("1E-6000")),
                new Value.Uuid(new UUID(-1, -1)),
                new Value.Oid("f".repeat(24)),
                new Value.Bytes(2, new byte[1]),
                new Value.Bytes(0, new byte[1_000]),
                new Value.Items(java.util.Collections.nCopies(1_200, Value.of(1))),
                Struct.EMPTY);
    }
}
