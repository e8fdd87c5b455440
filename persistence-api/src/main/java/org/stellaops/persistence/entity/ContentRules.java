// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.Limits;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.value.EncodedSize;
import org.stellaops.persistence.value.Precision;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;
import org.stellaops.persistence.value.ValueRules;

/** Checks a content against its entity type and both databases. Collects every problem. */
final class ContentRules {

    private final EntityType<?> type;
    private final List<ContentProblem> problems = new ArrayList<>();
    private final int room;
    private int unnamed;
    private Optional<Struct> document = Optional.empty();

    ContentRules(EntityType<?> type) {
        this(type, 0);
    }

    private ContentRules(EntityType<?> type, int room) {
        this.type = type;
        this.room = room;
    }

    /** The rules for what a leader holds already. */
    static ContentRules ofHeld(EntityType<?> type) {
        return new ContentRules(type, Limits.ROOM_OF_UPDATES);
    }

    List<ContentProblem> problemsOf(Struct content) {
        return problemsOf(SizeRules.sampleKey(type), content);
    }

    List<ContentProblem> problemsOf(RecordKey key, Struct content) {
        checkCount(content);
        if (problems.isEmpty()) {
            checkFields(ValuePath.WHOLE, type.fields(), content);
        }
        if (problems.isEmpty()) {
            document = new SizeRules(type, room, this::report).check(key, content);
        }
        if (unnamed > 0) {
            problems.add(new ContentProblem("the content", "has " + unnamed + " more problems"));
        }
        return List.copyOf(problems);
    }

    /** What the mapping makes of a content without problems, if it was made. */
    Optional<Struct> document() {
        return document;
    }

    /** First, because every other check takes time for each value. */
    private void checkCount(Struct content) {
        int most = Limits.MOST_VALUES + room;
        if (EncodedSize.count(content, Limits.DEEPEST_VALUE, most + 1) > most) {
            report(ValuePath.WHOLE, "holds more than " + Limits.MOST_VALUES + " values");
        }
    }

    private void checkFields(ValuePath at, List<FieldDef> fields, Struct struct) {
        int known = 0;
        for (FieldDef field : fields) {
            Optional<Value> value = struct.find(field.name());
            if (value.isPresent()) {
                known++;
                checkField(at.member(field.name()), field, value.get());
            } else if (!field.nullable() && !isList(field.type())) {
                report(at.member(field.name()), "is missing, but the field is required");
            } else if (isList(field.type())) {
                report(at.member(field.name()), "is missing; an empty list of a child table is written as such");
            }
        }
        int unknown = struct.size() - known;
        if (unknown > 0) {
            // Their names are content, and may be of any length.
            report(at, "has " + unknown + " member(s) that are no field of " + type);
        }
    }

    private void checkField(ValuePath path, FieldDef field, Value value) {
        FieldType fieldType = field.type();
        if (fieldType instanceof FieldType.Json) {
            checkValue(path, value);
        } else if (fieldType instanceof FieldType.Remainder) {
            checkRemainder(path, value);
        } else if (fieldType instanceof FieldType.Scalar it) {
            checkScalar(path, it, value);
            checkUniqueValue(path, field, value);
        } else if (value instanceof Value.Items items) {
            for (int i = 0; i < items.values().size(); i++) {
                checkItem(path.element(i), fieldType, items.values().get(i));
            }
        } else {
            report(path, "is not a list");
        }
    }

    private void checkItem(ValuePath path, FieldType listType, Value item) {
        if (listType instanceof FieldType.Array it) {
            checkScalar(path, it.element(), item);
        } else if (listType instanceof FieldType.ChildValues it) {
            checkScalar(path, it.element(), item);
        } else if (listType instanceof FieldType.Child it) {
            if (item instanceof Struct row) {
                checkFields(path, it.columns(), row);
            } else {
                report(path, "is not a row of fields");
            }
        }
    }

    private void checkRemainder(ValuePath path, Value value) {
        if (!(value instanceof Struct rest) || rest.isEmpty()) {
            report(path, "must be a struct with members, or missing");
            return;
        }
        // The mapping stores these members beside the fields, so their names must not collide.
        rest.members().keySet().stream()
                .filter(name -> name.startsWith("_sync")
                        || name.equals("_id")
                        || type.legacyMapping().hides(name, rest.find(name).orElse(Value.Null.NULL)))
                .limit(1)
                .forEach(name -> report(path, "has a member with a name that the library needs for itself"));
        rest.members().keySet().stream()
                .filter(name -> name.startsWith("$"))
                .limit(1)
                .forEach(name -> report(
                        path,
                        "has a member with a name that begins with $, which MongoDB refuses at the top of a document"));
        checkValue(path, value);
    }

    private void checkScalar(ValuePath path, FieldType.Scalar scalar, Value value) {
        if (!scalar.kind().holds(value)) {
            report(path, "is a " + value.getClass().getSimpleName() + ", but the field is " + scalar.kind());
        } else if (value instanceof Value.Moment it) {
            checkMoment(path, scalar.precision(), it);
        } else if (value instanceof Value.Real it && Double.isNaN(it.value())) {
            report(path, "is NaN, which the two databases order differently");
        } else if (value instanceof Value.Decimal it && it.value().scale() < 0) {
            report(path, "is a decimal with a positive exponent, which numeric does not keep; use setScale(0)");
        } else if (value instanceof Value.Bytes it && it.subtype() != 0) {
            report(path, "is binary of subtype " + it.subtype() + ", but bytea holds subtype 0 only");
        } else if (value instanceof Value.Text it
                && !scalar.allowed().isEmpty()
                && !scalar.allowed().contains(it.value())) {
            report(path, "is none of the texts that the field allows");
        } else {
            checkValue(path, value);
        }
    }

    private void checkValue(ValuePath path, Value value) {
        if (!ValueRules.isRight(value)) {
            ValueRules.check(path.text(), value, this::report);
        }
    }

    private void checkMoment(ValuePath path, Precision precision, Value.Moment moment) {
        if (!precision.holds(moment.value())) {
            report(path, "is finer than the " + precision + " that the field declares; truncate it first");
            return;
        }
        ValueRules.momentProblem(moment.value(), precision).ifPresent(problem -> report(path, problem));
    }

    private void checkUniqueValue(ValuePath path, FieldDef field, Value value) {
        if (type.uniqueFields().contains(field.name()) && SizeRules.indexed(value) > Limits.LONGEST_UNIQUE_VALUE) {
            report(path, "is part of a unique key and longer than " + Limits.LONGEST_UNIQUE_VALUE + " bytes");
        }
    }

    private static boolean isList(FieldType type) {
        return type instanceof FieldType.Child || type instanceof FieldType.ChildValues;
    }

    private void report(ValuePath path, String reason) {
        report(path.text(), reason);
    }

    private void report(String path, String reason) {
        if (problems.size() < Limits.MOST_PROBLEMS) {
            problems.add(new ContentProblem(path.isEmpty() ? "the content" : path, reason));
        } else {
            unnamed++;
        }
    }
}
