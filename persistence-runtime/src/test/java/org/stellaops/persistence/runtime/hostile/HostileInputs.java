// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.stellaops.persistence.Limits;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Condition.Operator;
import org.stellaops.persistence.query.PageToken;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.query.Sort;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.testkit.generate.RandomSource;
import org.stellaops.persistence.testkit.generate.Values;
import org.stellaops.persistence.value.JsonText;
import org.stellaops.persistence.value.Precision;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Keys, contents, conditions and page tokens as somebody hostile would send them, half of them just inside what is allowed. */
final class HostileInputs {

    static final EntityType<Document> TYPE = EntityType.builder("hostile", "things")
            .tenancy(Tenancy.TENANT)
            .fields(
                    FieldDef.text("name").optional(),
                    FieldDef.scalar("whole", ScalarKind.INT).optional(),
                    FieldDef.scalar("far", ScalarKind.LONG).optional(),
                    FieldDef.scalar("real", ScalarKind.DOUBLE).optional(),
                    FieldDef.scalar("price", ScalarKind.DECIMAL).optional(),
                    FieldDef.scalar("flag", ScalarKind.BOOL).optional(),
                    FieldDef.instant("at", Precision.MILLIS).optional(),
                    FieldDef.instant("exactly", Precision.MICROS).optional(),
                    FieldDef.scalar("uid", ScalarKind.UUID).optional(),
                    FieldDef.scalar("blob", ScalarKind.BYTES).optional(),
                    FieldDef.array("tags", ScalarKind.TEXT).optional(),
                    FieldDef.json("body").optional(),
                    FieldDef.childValues("parts", "thing_parts", ScalarKind.DECIMAL))
            .unique("things_name", "name", "blob")
            .build();

    private static final List<String> FIELDS = List.of(
            "id", "name", "whole", "far", "real", "price", "flag", "at", "exactly", "uid", "blob", "tags", "body",
            "parts", "none", "a.b", "$where", "_id", "");
    private static final List<String> TEXTS = List.of(
            "",
            "a",
            "A",
            "a\nb",
            "a\0b",
            "\ud800",
            "\udc00\ud800",
            "\u202e",
            "\ud83d\ude00",
            "%",
            "_",
            "^.*",
            "\\",
            "'; --",
            "$ne",
            "\"",
            "a".repeat(600),
            "b".repeat(601),
            "c".repeat(5_000),
            "\u00e9".repeat(300),
            "null",
            "{\"$gt\":\"\"}");
    /** None that only differ beyond a double: the MongoDB stand-in, unlike MongoDB, compares decimals as such. */
    private static final List<String> DECIMALS = List.of(
            "0",
            "-0.000",
            "1",
            "1.0",
            "1.00",
            "1E+3",
            "1E+6111",
            "1E+6112",
            "1E-300",
            "1E-6177",
            "1E+999999999",
            "1E-999999999",
            "9999999999999999999999999999999999",
            "99999999999999999999999999999999999",
            "-1E-2147483647");

    private static final List<Instant> INSTANTS = List.of(
            Instant.EPOCH,
            Instant.parse("2026-01-01T00:00:00.001Z"),
            Instant.parse("2026-01-01T00:00:00.001000001Z"),
            Instant.parse("2026-01-01T00:00:00.000999999Z"),
            Instant.parse("2026-01-01T00:00:00.000001Z"),
            Instant.parse("9999-12-31T23:59:59.999999Z"),
            Instant.parse("+10000-01-01T00:00:00Z"),
            Instant.parse("-0001-01-01T00:00:00Z"),
            Instant.parse("-4713-11-24T00:00:00Z"),
            Instant.parse("+300000-01-01T00:00:00Z"),
            Instant.MAX,
            Instant.MIN);

    private final RandomSource source;

    HostileInputs(RandomSource source) {
        this.source = source;
    }

    /** A key; making it may throw. */
    RecordKey key() {
        if (!source.onceIn(8)) {
            return RecordKey.of(source.oneOf(List.of("t", "u")), "k" + source.below(12));
        }
        String id = source.oneOf(TEXTS);
        return new RecordKey(source.onceIn(6) ? null : source.onceIn(2) ? source.oneOf(TEXTS) : "t", id);
    }

    Optional<String> tenant() {
        return source.onceIn(10)
                ? source.onceIn(3) ? Optional.empty() : Optional.of(source.oneOf(TEXTS))
                : Optional.of(source.oneOf(List.of("t", "u")));
    }

    Struct content() {
        Struct.Builder content = Struct.builder().put("parts", Value.Items.of());
        int fields = source.between(1, 4);
        for (int i = 0; i < fields; i++) {
            String field = source.oneOf(FIELDS.subList(1, 14));
            content.put(field, source.onceIn(6) ? anything() : fitting(field));
        }
        if (source.onceIn(40)) {
            content.put(source.oneOf(TEXTS) + "x", anything());
        }
        return content.build();
    }

    Precondition precondition() {
        return switch (source.below(8)) {
            case 0 -> Precondition.absent();
            case 1 -> Precondition.present();
            case 2 ->
                Precondition.revision(
                        Revision.of(new VersionStamp(source.onceIn(2) ? 7 : 3, source.oneOf(TEXTS) + "t")));
            case 3 -> Precondition.holds(condition(source.between(0, 3)));
            default -> Precondition.none();
        };
    }

    /**
     * A query; making it may throw.
     *
     * @param tokens a token that a store hands out for a query
     */
    Query query(Function<Query, Optional<PageToken>> tokens) {
        Query query = Query.where(condition(source.between(0, 3)))
                .limit(source.onceIn(20) ? source.below(3_000) : source.between(1, 9));
        for (int i = source.onceIn(3) ? source.between(1, 3) : 0; i > 0; i--) {
            Sort.Direction direction = source.oneOf(List.of(Sort.Direction.values()));
            query = query.orderBy(
                    new Sort(source.onceIn(9) ? source.oneOf(FIELDS) : source.oneOf(FIELDS.subList(0, 10)), direction));
        }
        if (source.onceIn(50)) {
            query = query.orderBy(Collections.nCopies(Limits.MOST_SORTS + 1, new Sort("name", Sort.Direction.ASCENDING))
                    .toArray(Sort[]::new));
        }
        return source.onceIn(3) ? query.after(token(tokens.apply(query))) : query;
    }

    private PageToken token(Optional<PageToken> handedOut) {
        if (handedOut.isPresent() && source.onceIn(3)) {
            return handedOut.get();
        } else if (handedOut.isEmpty() || source.onceIn(4)) {
            return new PageToken(source.oneOf(
                    List.of("", "a", "!!", "\n", "e30", "x".repeat(Limits.LONGEST_TOKEN + source.below(2)))));
        }
        String body = new String(Base64.getUrlDecoder().decode(handedOut.get().text()), StandardCharsets.UTF_8);
        String forged = body.replaceFirst(
                "\"v\":\\[[^,\\]]*",
                "\"v\":["
                        + source.oneOf(List.of(
                                        "1E+999999999",
                                        "null",
                                        "\"x\"",
                                        "{\"$numberDecimal\":\"1E+999999999\"}",
                                        "{\"$date\":\"+1000000000-12-31T23:59:59Z\"}",
                                        "[".repeat(900) + "]".repeat(900),
                                        "{\"$binary\":{\"base64\":\"AA\",\"subType\":\"09\"}}",
                                        "9".repeat(15_000)))
                                .replace("\\", "\\\\"));
        return new PageToken(Base64.getUrlEncoder().encodeToString(forged.getBytes(StandardCharsets.UTF_8)));
    }

    private Condition condition(int depth) {
        if (depth > 0 && source.onceIn(2)) {
            return switch (source.below(3)) {
                case 0 -> Condition.not(condition(depth - 1));
                case 1 -> Condition.and(condition(depth - 1), condition(depth - 1));
                default -> Condition.or(condition(depth - 1), condition(depth - 1));
            };
        }
        return source.onceIn(60) ? monster() : simple();
    }

    private Condition simple() {
        String field = source.onceIn(12) ? source.oneOf(FIELDS) : source.oneOf(FIELDS.subList(0, 13));
        return switch (source.below(9)) {
            case 0 -> new Condition.In(field, List.of(asked(field), asked(field)));
            case 1 -> new Condition.Prefix(field.equals("id") ? field : "name", source.oneOf(TEXTS));
            case 2 -> new Condition.Contains(source.oneOf(List.of("tags", "parts", field)), asked(field));
            case 3 -> new Condition.Missing(field);
            case 4 -> Condition.all();
            case 5 ->
                new Condition.Any(
                        source.oneOf(List.of("tags", "parts", field)),
                        new Condition.Compare(
                                source.onceIn(9) ? field : "value",
                                source.oneOf(List.of(Operator.values())),
                                asked(field)));
            default -> new Condition.Compare(field, source.oneOf(List.of(Operator.values())), asked(field));
        };
    }

    /** Too deep, too wide or too large, or just not. */
    private Condition monster() {
        Condition leaf = new Condition.Missing("name");
        return switch (source.below(4)) {
            case 0 -> {
                Condition deep = leaf;
                for (int i = source.oneOf(List.of(Limits.DEEPEST_CONDITION - 5, 3_000, 50_000)); i > 0; i--) {
                    deep = Condition.not(deep);
                }
                yield deep;
            }
            case 1 ->
                new Condition.Or(
                        Collections.nCopies(source.oneOf(List.of(100, Limits.MOST_CONDITIONS + 1, 65_536)), leaf));
            case 2 ->
                new Condition.In(
                        "name",
                        Collections.nCopies(source.oneOf(List.of(500, Limits.MOST_QUERY_VALUES + 1)), Value.of("a")));
            default ->
                new Condition.Prefix(
                        "name", "a".repeat(source.oneOf(List.of(Limits.LONGEST_PREFIX, Limits.LONGEST_PREFIX + 1))));
        };
    }

    private Value asked(String field) {
        return source.onceIn(12) ? anything() : fitting(field);
    }

    private Value fitting(String field) {
        return switch (field) {
            case "whole" -> Value.of(source.oneOf(List.of(0, 1, Integer.MAX_VALUE, Integer.MIN_VALUE)));
            case "far" -> Value.of(source.oneOf(List.of(0L, 1L, Long.MAX_VALUE, Long.MIN_VALUE)));
            case "real" ->
                Value.of(source.oneOf(List.of(0.0, -0.0, 1.5, 1e300, 4.9e-324, Double.POSITIVE_INFINITY, Double.NaN)));
            case "price" -> new Value.Decimal(new BigDecimal(source.oneOf(DECIMALS)));
            case "flag" -> Value.of(source.onceIn(2));
            case "at", "exactly" -> Value.of(source.oneOf(INSTANTS));
            case "uid" -> new Value.Uuid(new UUID(source.below(3), source.below(3)));
            case "blob" -> new Value.Bytes(source.onceIn(9) ? 5 : 0, new byte[source.oneOf(List.of(0, 1, 600, 601))]);
            case "tags" -> Value.Items.of(Value.of(source.oneOf(TEXTS)));
            case "parts" -> Value.Items.of(new Value.Decimal(new BigDecimal(source.oneOf(DECIMALS))));
            case "body" -> json();
            default -> Value.of(source.oneOf(TEXTS));
        };
    }

    private Value json() {
        return switch (source.below(5)) {
            case 0 -> deep(source.oneOf(List.of(Limits.DEEPEST_VALUE - 2, Limits.DEEPEST_VALUE + 1, 3_000)));
            case 1 -> new Value.Items(Collections.nCopies(source.between(1, 2_000), Value.of("")));
            case 2 ->
                Struct.builder().put(source.oneOf(TEXTS), source.oneOf(TEXTS)).build();
            default -> Values.any().generate(source, 6);
        };
    }

    /** What an application hands over as a tree; it is refused while it is turned into a value. */
    Struct deepTree() {
        JsonNode node = JsonNodeFactory.instance.textNode("x");
        for (int i = 0; i < 3_000; i++) {
            node = JsonNodeFactory.instance.arrayNode().add(node);
        }
        return Struct.builder()
                .put("parts", Value.Items.of())
                .put("body", JsonText.fromTree(node))
                .build();
    }

    private Value deep(int levels) {
        Value value = Value.of(1);
        for (int i = 0; i < levels; i++) {
            value = source.onceIn(2)
                    ? Value.Items.of(value)
                    : Struct.builder().put("m", value).build();
        }
        return value;
    }

    private Value anything() {
        return source.onceIn(3)
                ? Values.unstorable().generate(source, 4)
                : fitting(source.oneOf(FIELDS.subList(1, 13)));
    }
}
