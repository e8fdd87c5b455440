// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.value;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.stellaops.persistence.Limits;

/**
 * Converts plain JSON of other systems to and from values: no member is a tag, and each number becomes the smallest
 * class that
 * holds it exactly.
 *
 * <p>An integer is an Int32 or an Int64; a number with a fraction or an exponent is a Real if the double's own decimal
 * text
 * is the number as it was written, and a Decimal otherwise, so that {@code 7.50} keeps its zero. {@code -0.0} stays
 * negative.
 */
public final class JsonText {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final int LONGEST_NUMBER = 1000;

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(LONGEST_NUMBER)
                    .build())
            .build();

    private JsonText() {}

    /**
     * The value of one JSON text.
     *
     * @throws IllegalArgumentException if the text is not exactly one JSON value, repeats a member of an object, or
     * holds
     *     a number that neither 64 bits nor 34 decimal digits hold; the message names the place and never the content
     */
    public static Value read(String json) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            if (parser.nextToken() == null) {
                throw new IllegalArgumentException("not one JSON value: the text is empty");
            }
            Value value = next(parser);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("not one JSON value: there is more text after the first value");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not one JSON value: " + reasonOf(e));
        } catch (IOException e) {
            throw new IllegalStateException("reading from a text in memory failed", e);
        }
    }

    /**
     * The value of a tree that an application built, number classes as the node types say.
     *
     * @throws IllegalArgumentException if a node is neither JSON nor binary, or a number does not fit
     */
    public static Value fromTree(JsonNode node) {
        return fromTree(node, 1);
    }

    private static Value fromTree(JsonNode node, int depth) {
        if (depth > Limits.DEEPEST_VALUE + 1) {
            throw new IllegalArgumentException("a tree is nested deeper than " + Limits.DEEPEST_VALUE + " levels");
        } else if (node.isObject()) {
            Struct.Builder struct = Struct.builder();
            node.properties().forEach(member -> struct.put(member.getKey(), fromTree(member.getValue(), depth + 1)));
            return struct.build();
        } else if (node.isArray()) {
            List<Value> items = new ArrayList<>(node.size());
            node.forEach(item -> items.add(fromTree(item, depth + 1)));
            return new Value.Items(items);
        } else if (node.isTextual()) {
            return new Value.Text(node.textValue());
        } else if (node.isBoolean()) {
            return new Value.Bool(node.booleanValue());
        } else if (node.isNull()) {
            return Value.Null.NULL;
        } else if (node.isNumber()) {
            return numberOf(node);
        } else if (node.isPojo() && node instanceof POJONode it && it.getPojo() instanceof Value value) {
            return value;
        }
        throw new IllegalArgumentException("a " + node.getNodeType() + " node has no value that can be stored");
    }

    /**
     * The value as a tree: numbers as the node of their class, and whatever JSON has no form for as a POJO node that
     * holds
     * the {@link Value}, which {@link #fromTree} takes back.
     */
    public static JsonNode toTree(Value value) {
        if (value instanceof Struct it) {
            ObjectNode object = NODES.objectNode();
            it.forEach((name, member) -> object.set(name, toTree(member)));
            return object;
        } else if (value instanceof Value.Items it) {
            ArrayNode array = NODES.arrayNode();
            it.values().forEach(item -> array.add(toTree(item)));
            return array;
        } else if (value instanceof Value.Text it) {
            return NODES.textNode(it.value());
        } else if (value instanceof Value.Bool it) {
            return NODES.booleanNode(it.value());
        } else if (value instanceof Value.Int32 it) {
            return NODES.numberNode(it.value());
        } else if (value instanceof Value.Int64 it) {
            return NODES.numberNode(it.value());
        } else if (value instanceof Value.Real it) {
            return NODES.numberNode(it.value());
        } else if (value instanceof Value.Decimal it) {
            return NODES.numberNode(it.value());
        }
        return value instanceof Value.Null ? NODES.nullNode() : NODES.pojoNode(value);
    }

    /** The parser's complaint, with line and column, without any of the text. */
    static String reasonOf(JsonProcessingException e) {
        String kind = e.getOriginalMessage().startsWith("Duplicate") ? "a member is repeated" : "malformed";
        var at = e.getLocation();
        return at == null ? kind : kind + " near line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    private static Value next(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> new Value.Text(parser.getText());
            case VALUE_TRUE -> new Value.Bool(true);
            case VALUE_FALSE -> new Value.Bool(false);
            case VALUE_NULL -> Value.Null.NULL;
            case VALUE_NUMBER_INT -> integer(new BigInteger(parser.getText()));
            case VALUE_NUMBER_FLOAT -> fraction(parser.getText());
            default -> throw new IllegalArgumentException("not one JSON value: unexpected " + parser.currentToken());
        };
    }

    private static Value object(JsonParser parser) throws IOException {
        Struct.Builder struct = Struct.builder();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            struct.put(name, next(parser));
        }
        return struct.build();
    }

    private static Value array(JsonParser parser) throws IOException {
        List<Value> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(next(parser));
        }
        return new Value.Items(items);
    }

    private static Value integer(BigInteger integer) {
        if (integer.bitLength() < Integer.SIZE) {
            return new Value.Int32(integer.intValue());
        } else if (integer.bitLength() < Long.SIZE) {
            return new Value.Int64(integer.longValue());
        }
        // The scale of 0 distinguishes it from a fraction, in canonical form and in both databases.
        return decimal(new BigDecimal(integer));
    }

    private static Value fraction(String text) {
        BigDecimal exact = new BigDecimal(text);
        double nearest = exact.doubleValue();
        boolean sameText =
                Double.isFinite(nearest) && BigDecimal.valueOf(nearest).equals(exact);
        if (sameText) {
            return new Value.Real(text.startsWith("-") && nearest == 0.0 ? -0.0 : nearest);
        }
        return exact.signum() == 0 && text.startsWith("-") ? new Value.Real(-0.0) : decimal(exact);
    }

    private static Value numberOf(JsonNode node) {
        return switch (node.numberType()) {
            case INT -> new Value.Int32(node.intValue());
            case LONG -> new Value.Int64(node.longValue());
            case BIG_INTEGER -> integer(node.bigIntegerValue());
            case BIG_DECIMAL -> decimal(node.decimalValue());
            // A float widens to a double without loss.
            default -> new Value.Real(node.doubleValue());
        };
    }

    private static Value decimal(BigDecimal decimal) {
        ValueRules.decimalProblem(decimal).ifPresent(problem -> {
            throw new IllegalArgumentException("a number " + problem);
        });
        return new Value.Decimal(decimal);
    }
}
