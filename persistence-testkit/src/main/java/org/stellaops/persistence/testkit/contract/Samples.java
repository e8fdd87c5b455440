// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.stellaops.persistence.value.JavaValues;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Records in which every field is filled. */
final class Samples {

    private Samples() {}

    static ContractTypes.Everything everything(String key) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        JsonNode detail = json.objectNode().put("depth", 3).putNull("nothing");
        return new ContractTypes.Everything(
                key,
                "a text",
                42,
                4_200_000_000L,
                -0.0,
                new BigDecimal("1.10"),
                true,
                Instant.parse("2024-02-29T23:59:59.123Z"),
                Instant.parse("0001-01-01T00:00:00.000001Z"),
                UUID.fromString("00000000-0000-0000-0000-000000000001"),
                new byte[] {0, -1, 127},
                ContractTypes.Level.MIDDLE,
                List.of("t", "", "t"),
                json.objectNode().set("list", json.arrayNode().add(1).add("two").addNull()),
                List.of(
                        new ContractTypes.Component("second", 2, List.of("m"), detail),
                        new ContractTypes.Component("first", null, null, null)),
                List.of("b", "a", "b"),
                json.objectNode().put("legacyOnly", "kept"));
    }

    static Struct lists() {
        return Struct.builder()
                .put("texts", list("b", "", "a"))
                .put("ints", list(Integer.MAX_VALUE, Integer.MIN_VALUE))
                .put("longs", list(Long.MAX_VALUE, Long.MIN_VALUE))
                .put("doubles", list(Double.MIN_VALUE, -0.0, Double.POSITIVE_INFINITY))
                .put("decimals", list(new BigDecimal("1.10"), new BigDecimal("-0.000")))
                .put("bools", list(true, false, true))
                .put("instants", list(Instant.EPOCH, Instant.parse("1969-12-31T23:59:59.999Z")))
                .put("uuids", list(new UUID(-1, -1), new UUID(0, 0)))
                .put("numbers", list(3L, 1L, 2L))
                .put("moments", list(Instant.parse("2024-01-01T00:00:00Z")))
                .put("rows", Value.Items.of(row(), Struct.EMPTY, row().without("text")))
                .build();
    }

    private static Struct row() {
        return Struct.builder()
                .put("text", "row")
                .put("number", Value.of(-1))
                .put("big", Value.of(1L << 53))
                .put("ratio", Value.of(0.1))
                .put("price", new Value.Decimal(new BigDecimal("0.10")))
                .put("flag", Value.of(false))
                .put("at", Value.of(Instant.parse("2024-01-01T00:00:00.001Z")))
                .put("uuid", new Value.Uuid(new UUID(1, 2)))
                .put("bytes", new Value.Bytes(0, new byte[0]))
                .put("tags", list("x", "y"))
                .put("json", list("z"))
                .build();
    }

    private static Value.Items list(Object... values) {
        Value[] items = new Value[values.length];
        for (int i = 0; i < values.length; i++) {
            items[i] = JavaValues.of(values[i]);
        }
        return Value.Items.of(items);
    }
}
