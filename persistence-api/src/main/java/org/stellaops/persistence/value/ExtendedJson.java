// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.value;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Values as JSON that a {@code jsonb} column holds without loss and that stays plain where plain JSON is unambiguous.
 *
 * <p>The tags are those of MongoDB Extended JSON v2 ({@code $numberLong}, {@code $numberDouble}, {@code
 * $numberDecimal},
 * {@code $date}, {@code $oid}, {@code $uuid}, {@code $binary}). A value is tagged only if the plain form would read
 * back
 * as another value: {@code 5} is an Int32 and {@code 5.0} a Real, so neither is tagged, while a small Int64 is. A
 * member
 * whose name begins with {@code $} is written with one more {@code $}.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/mongodb-extended-json/">MongoDB Extended JSON v2</a>
 */
public final class ExtendedJson {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .nodeFactory(NODES)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    static {
        MAPPER.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNumberLength(20_000)
                        .maxStringLength(Integer.MAX_VALUE)
                        .build());
    }

    /** A decimal with more places is tagged: written out, a few bytes would become thousands. */
    private static final int MOST_PLACES = 340;

    private ExtendedJson() {}

    /** The value as JSON text in one line. */
    public static String write(Value value) {
        try {
            return MAPPER.writeValueAsString(toTree(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain nodes could not be written as JSON", e);
        }
    }

    /**
     * The value of a text that {@link #write} made, or of any JSON text.
     *
     * @throws IllegalArgumentException if the text is not one JSON value, repeats a member, or holds a malformed tag;
     *     the message names the place and never the content
     */
    public static Value read(String json) {
        try {
            return fromTree(MAPPER.readTree(json));
        } catch (JsonProcessingException e) {
            e.clearLocation();
            throw new IllegalArgumentException("not one JSON value: " + JsonText.reasonOf(e));
        }
    }

    /** The value as a JSON tree. */
    public static JsonNode toTree(Value value) {
        if (value instanceof Value.Null) {
            return NODES.nullNode();
        } else if (value instanceof Value.Bool it) {
            return NODES.booleanNode(it.value());
        } else if (value instanceof Value.Text it) {
            return NODES.textNode(it.value());
        } else if (value instanceof Value.Items it) {
            ArrayNode array = NODES.arrayNode();
            it.values().forEach(item -> array.add(toTree(item)));
            return array;
        } else if (value instanceof Struct it) {
            ObjectNode object = NODES.objectNode();
            it.forEach((name, member) -> object.set(escape(name), toTree(member)));
            return object;
        }
        return numberOrTag(value);
    }

    /**
     * The value of a JSON tree.
     *
     * @throws IllegalArgumentException if a tag is malformed
     */
    public static Value fromTree(JsonNode node) {
        if (node.isNull() || node.isMissingNode()) {
            return Value.Null.NULL;
        } else if (node.isBoolean()) {
            return new Value.Bool(node.booleanValue());
        } else if (node.isTextual()) {
            return new Value.Text(node.textValue());
        } else if (node.isNumber()) {
            return plainNumber(node);
        } else if (node.isArray()) {
            List<Value> items = new ArrayList<>(node.size());
            node.forEach(item -> items.add(fromTree(item)));
            return new Value.Items(items);
        }
        return fromObject(node);
    }

    private static JsonNode numberOrTag(Value value) {
        if (value instanceof Value.Int32 it) {
            return NODES.numberNode(it.value());
        } else if (value instanceof Value.Int64 it) {
            return it.value() == (int) it.value()
                    ? tag("$numberLong", Long.toString(it.value()))
                    : NODES.numberNode(it.value());
        } else if (value instanceof Value.Real it) {
            return isPlain(it.value())
                    ? NODES.numberNode(plain(it.value()))
                    : tag("$numberDouble", Double.toString(it.value()));
        } else if (value instanceof Value.Decimal it) {
            return isPlain(it.value())
                    ? NODES.numberNode(it.value())
                    : tag("$numberDecimal", it.value().toString());
        } else if (value instanceof Value.Moment it) {
            return tag("$date", it.value().toString());
        } else if (value instanceof Value.Uuid it) {
            return tag("$uuid", it.value().toString());
        } else if (value instanceof Value.Oid it) {
            return tag("$oid", it.hex());
        }
        Value.Bytes bytes = (Value.Bytes) value;
        ObjectNode inner = NODES.objectNode();
        inner.put("base64", Base64.getEncoder().encodeToString(bytes.value()));
        inner.put("subType", String.format("%02x", bytes.subtype()));
        return NODES.objectNode().set("$binary", inner);
    }

    private static JsonNode tag(String name, String text) {
        return NODES.objectNode().put(name, text);
    }

    private static boolean isPlain(double value) {
        return Double.isFinite(value) && !(value == 0.0 && Double.doubleToRawLongBits(value) != 0);
    }

    /** A decimal stays plain if its text has a point and is not the very text of a double. */
    private static boolean isPlain(BigDecimal value) {
        return value.scale() > 0 && value.scale() <= MOST_PLACES && !value.equals(plain(value.doubleValue()));
    }

    private static BigDecimal plain(double value) {
        if (!Double.isFinite(value)) {
            return BigDecimal.ZERO;
        }
        BigDecimal decimal = BigDecimal.valueOf(value);
        return decimal.scale() < 1 ? decimal.setScale(1) : decimal;
    }

    private static Value plainNumber(JsonNode node) {
        if (node.isIntegralNumber()) {
            BigInteger integer = node.bigIntegerValue();
            if (integer.bitLength() < Integer.SIZE) {
                return new Value.Int32(integer.intValue());
            }
            return integer.bitLength() < Long.SIZE
                    ? new Value.Int64(integer.longValue())
                    : new Value.Decimal(new BigDecimal(integer));
        }
        BigDecimal decimal = node.decimalValue();
        double nearest = decimal.doubleValue();
        return decimal.equals(plain(nearest)) ? new Value.Real(nearest) : new Value.Decimal(decimal);
    }

    private static Value fromObject(JsonNode node) {
        if (node.size() == 1) {
            Map.Entry<String, JsonNode> only = node.properties().iterator().next();
            if (only.getKey().startsWith("$") && !only.getKey().startsWith("$$")) {
                return fromTag(only.getKey(), only.getValue());
            }
        }
        Struct.Builder struct = Struct.builder();
        node.properties().forEach(member -> struct.put(unescape(member.getKey()), fromTree(member.getValue())));
        return struct.build();
    }

    private static Value fromTag(String tag, JsonNode body) {
        try {
            return switch (tag) {
                case "$numberInt" -> new Value.Int32(Integer.parseInt(body.textValue()));
                case "$numberLong" -> new Value.Int64(Long.parseLong(body.textValue()));
                case "$numberDouble" -> new Value.Real(Double.parseDouble(body.textValue()));
                case "$numberDecimal" -> new Value.Decimal(new BigDecimal(body.textValue()));
                case "$date" -> new Value.Moment(Instant.parse(body.textValue()));
                case "$uuid" -> new Value.Uuid(UUID.fromString(body.textValue()));
                case "$oid" -> new Value.Oid(body.textValue());
                case "$binary" ->
                    new Value.Bytes(
                            Integer.parseInt(body.get("subType").textValue(), 16),
                            Base64.getDecoder().decode(body.get("base64").textValue()));
                default -> Struct.builder().put(tag, fromTree(body)).build();
            };
        } catch (RuntimeException e) {
            // Without the cause, which quotes the value.
            throw new IllegalArgumentException("the tag " + tag + " is malformed");
        }
    }

    private static String escape(String name) {
        return name.startsWith("$") ? "$" + name : name;
    }

    private static String unescape(String name) {
        return name.startsWith("$$") ? name.substring(1) : name;
    }
}
