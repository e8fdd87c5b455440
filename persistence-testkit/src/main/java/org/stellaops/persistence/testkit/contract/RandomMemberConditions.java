// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Condition.Operator;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Random JSON values of few names and few scalars, and conditions on their members, so that many conditions hold for some. */
final class RandomMemberConditions {

    private static final List<String> NAMES = List.of("a", "b", "é", " ", "0");
    private static final List<Value> ASKED = List.of(
            Value.of(0),
            Value.of(-1),
            Value.of(1L),
            Value.of(1L << 53),
            Value.of(Integer.MAX_VALUE),
            Value.of(""),
            Value.of("a"),
            Value.of("ab"),
            Value.of("1"),
            Value.of(true),
            Value.of(false),
            Value.of(Instant.EPOCH),
            new Value.Uuid(new UUID(1, 2)),
            new Value.Oid("0123456789abcdef01234567"));
    private static final List<Value> OTHERS = List.of(
            Value.of(0.0),
            Value.of(-0.0),
            Value.of(1.0),
            Value.of(0.5),
            Value.of(1e300),
            Value.of((1L << 53) + 1),
            Value.of(Double.NEGATIVE_INFINITY),
            new Value.Decimal(new BigDecimal("1.00")),
            new Value.Decimal(new BigDecimal("0.1")),
            new Value.Bytes(0, new byte[] {1}),
            Value.Null.NULL,
            Value.Items.of(),
            Struct.EMPTY);

    private final Random random;

    RandomMemberConditions(Random random) {
        this.random = random;
    }

    /** A value of any class, three levels deep at most. */
    static Value json(Random random, int depth) {
        int choice = random.nextInt(10);
        if (depth < 3 && choice < (depth == 0 ? 8 : 4)) {
            Struct struct = Struct.EMPTY;
            for (int i = random.nextInt(4); i >= 0; i--) {
                struct = struct.with(pick(random, NAMES), json(random, depth + 1));
            }
            return struct;
        } else if (depth < 3 && choice == 8) {
            List<Value> items = new ArrayList<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                items.add(json(random, depth + 1));
            }
            return new Value.Items(items);
        }
        return pick(random, random.nextInt(3) == 0 ? OTHERS : ASKED);
    }

    Condition any() {
        return switch (random.nextInt(6)) {
            case 0 -> new Condition.Not(one());
            case 1 -> new Condition.Or(List.of(one(), one()));
            case 2 -> new Condition.And(List.of(one(), one()));
            default -> one();
        };
    }

    private Condition one() {
        List<String> path = Stream.generate(() -> pick(random, NAMES))
                .limit(1 + random.nextInt(3))
                .toList();
        return new Condition.Member("anything", path, inner(0));
    }

    private Condition inner(int depth) {
        return switch (random.nextInt(depth < 2 ? 9 : 6)) {
            case 0 -> new Condition.Missing(Field.ELEMENT);
            case 1 -> new Condition.Prefix(Field.ELEMENT, pick(random, List.of("", "a", "b")));
            case 2 -> new Condition.In(Field.ELEMENT, List.of(pick(random, ASKED), pick(random, ASKED)));
            case 6 -> new Condition.Not(inner(depth + 1));
            case 7 -> new Condition.Or(List.of(inner(depth + 1), inner(depth + 1)));
            case 8 -> new Condition.And(List.of(inner(depth + 1), inner(depth + 1)));
            default -> comparison();
        };
    }

    private Condition comparison() {
        Value value = pick(random, ASKED);
        boolean isOrdered = value instanceof Value.Text || value instanceof Value.Int32 || value instanceof Value.Int64;
        return new Condition.Compare(
                Field.ELEMENT, isOrdered ? pick(random, List.of(Operator.values())) : Operator.EQUAL, value);
    }

    private static <T> T pick(Random random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
