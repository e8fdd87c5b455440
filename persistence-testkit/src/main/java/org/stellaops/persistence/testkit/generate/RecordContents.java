// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.generate;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.value.Precision;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Contents of an entity type: storable ones, and ones that must be rejected. */
public final class RecordContents {

    private static final Gen<Value> MICROS = Gen.of(
            (source, size) -> Value.of(Instant.ofEpochSecond(source.between(0, Integer.MAX_VALUE - 1))
                    .plus(source.below(1_000_000), ChronoUnit.MICROS)),
            value -> Stream.<Value>of(Value.of(Instant.EPOCH)).filter(it -> !it.equals(value)));

    private final EntityType<?> type;

    private RecordContents(EntityType<?> type) {
        this.type = type;
    }

    /** Contents that {@link EntityType#problemsOf} has nothing against. */
    public static Gen<Struct> valid(EntityType<?> type) {
        RecordContents contents = new RecordContents(type);
        return Gen.of((source, size) -> contents.struct(type.fields(), source, size), it -> contents.simpler(it))
                .where(it -> type.problemsOf(it).isEmpty());
    }

    /** Contents that are valid but for one field, which is missing, of another class, unknown or cannot be stored. */
    public static Gen<Struct> invalid(EntityType<?> type) {
        Gen<Struct> valid = valid(type);
        RecordContents contents = new RecordContents(type);
        return Gen.<Struct>of(
                        (source, size) -> contents.broken(valid.generate(source, size), source, size),
                        contents::simpler)
                .where(it -> !type.problemsOf(it).isEmpty());
    }

    private Struct struct(List<FieldDef> fields, RandomSource source, int size) {
        Struct.Builder struct = Struct.builder();
        for (FieldDef field : fields) {
            if (!field.nullable() || !source.onceIn(3)) {
                struct.put(field.name(), value(field.type(), source, size));
            }
        }
        return struct.build();
    }

    private Value value(FieldType fieldType, RandomSource source, int size) {
        if (fieldType instanceof FieldType.Scalar it) {
            return scalar(it).generate(source, size);
        } else if (fieldType instanceof FieldType.Array it) {
            return new Value.Items(scalar(it.element()).list().generate(source, size));
        } else if (fieldType instanceof FieldType.ChildValues it) {
            return new Value.Items(scalar(it.element()).list().generate(source, size));
        } else if (fieldType instanceof FieldType.Child it) {
            List<Value> rows = new ArrayList<>();
            for (int i = source.between(0, Math.min(size, 3)); i > 0; i--) {
                rows.add(struct(it.columns(), source, size / 2));
            }
            return new Value.Items(rows);
        } else if (fieldType instanceof FieldType.Remainder) {
            return remainder(source, size);
        }
        return Values.any().generate(source, size);
    }

    /** Members that no field is named as, and that documents of every server may have. */
    private static Struct remainder(RandomSource source, int size) {
        Struct.Builder rest = Struct.builder();
        for (int i = source.between(1, 3); i > 0; i--) {
            rest.put("extra" + i, Values.any().generate(source, size / 2));
        }
        return rest.build();
    }

    private static Gen<Value> scalar(FieldType.Scalar scalar) {
        if (!scalar.allowed().isEmpty()) {
            return Gen.oneOf(scalar.allowed().stream().map(Value::of).toList());
        }
        return switch (scalar.kind()) {
            case TEXT -> Values.texts();
            case INT -> Values.ints();
            case LONG -> Values.longs();
            case DOUBLE -> Values.reals().where(it -> !Double.isNaN(((Value.Real) it).value()));
            case DECIMAL ->
                Values.decimals().where(it -> {
                    BigDecimal decimal = ((Value.Decimal) it).value();
                    return decimal.scale() >= 0 && decimal.scale() < 100;
                });
            case BOOL -> Gen.oneOf(List.of(Value.of(false), Value.of(true)));
            case INSTANT -> scalar.precision() == Precision.MICROS ? MICROS : Values.moments();
            case UUID -> Values.uuids();
            case BYTES -> Values.bytes().where(it -> ((Value.Bytes) it).subtype() == 0);
        };
    }

    private Struct broken(Struct valid, RandomSource source, int size) {
        FieldDef field = source.oneOf(type.fields());
        return switch (source.below(4)) {
            case 0 -> valid.without(field.name());
            case 1 -> valid.with("noSuchField", Value.of(1));
            case 2 -> valid.with(field.name(), Values.unstorable().generate(source, size));
            default -> valid.with(field.name(), Values.any().generate(source, size));
        };
    }

    private Stream<Struct> simpler(Struct content) {
        Gen<Struct> structs = Values.structs();
        return structs.shrink(content);
    }
}
