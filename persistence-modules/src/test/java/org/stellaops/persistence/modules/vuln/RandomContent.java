// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vuln;

import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.simulator.advisory.MalformedJson;
import org.stellaops.persistence.value.Precision;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Content that fits its fields and makes no sense: no document has to stand for it. */
final class RandomContent {

    private static final List<String> HIDING_NAMES = List.of(
            "id", "modified", "summary", "aliases", "severity", "affected", "database_specific", "_content", "cwe_ids");

    private final SplittableRandom random;
    private final MalformedJson malformed;

    RandomContent(long seed) {
        this.random = new SplittableRandom(seed);
        this.malformed = new MalformedJson(seed);
    }

    Struct of(List<FieldDef> fields) {
        Struct.Builder content = Struct.builder();
        for (FieldDef field : fields) {
            boolean mustBeThere = field.type() instanceof FieldType.Child
                    || field.type() instanceof FieldType.ChildValues
                    || !field.nullable();
            if (mustBeThere || random.nextBoolean()) {
                content.put(field.name(), of(field.type()));
            }
        }
        return content.build();
    }

    private Value of(FieldType type) {
        if (type instanceof FieldType.Scalar it) {
            return of(it);
        } else if (type instanceof FieldType.Array it) {
            return list(() -> of(it.element()));
        } else if (type instanceof FieldType.ChildValues it) {
            return list(() -> of(it.element()));
        } else if (type instanceof FieldType.Child it) {
            return list(() -> of(it.columns()));
        } else if (type instanceof FieldType.Remainder) {
            String name = HIDING_NAMES.get(random.nextInt(HIDING_NAMES.size()));
            return malformed
                    .object(2)
                    .with(name, random.nextBoolean() ? malformed.value(3) : list(() -> Value.of("x")));
        }
        return malformed.value(3);
    }

    private Value of(FieldType.Scalar scalar) {
        if (scalar.kind() == ScalarKind.INSTANT) {
            long micros = random.nextLong(-62_167_219_200L, 253_402_300_800L) * 1_000_000 + random.nextInt(1_000_000);
            long step = scalar.precision() == Precision.MICROS ? 1 : 1_000;
            return Value.of(
                    Instant.EPOCH.plusNanos(0).plus(micros / step * step, java.time.temporal.ChronoUnit.MICROS));
        }
        return Value.of(malformed.text());
    }

    private Value.Items list(Supplier<Value> item) {
        return new Value.Items(Stream.generate(item).limit(random.nextInt(3)).toList());
    }
}
