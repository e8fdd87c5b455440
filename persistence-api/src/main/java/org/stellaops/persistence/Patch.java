// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.entity.ContentProblem;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.value.JavaValues;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Texts;
import org.stellaops.persistence.value.Value;

/**
 * A change of some fields of a record; the others stay as they are. The leader applies it once, and its result is replicated.
 *
 * <p>Immutable. Each field is named once.
 *
 * @param changes the change of each field, by its name
 */
public record Patch(Map<String, Change> changes) {

    /** Takes an unmodifiable copy in the same order. */
    public Patch {
        changes = Collections.unmodifiableMap(new LinkedHashMap<>(changes));
    }

    /** The change of one field. */
    public sealed interface Change {

        /** The field has this value afterwards. */
        record Set(Value value) implements Change {}

        /** The field is missing afterwards. */
        record Remove() implements Change {}

        /** The number is higher by this afterwards; a missing one counts as 0. */
        record Add(long by) implements Change {}
    }

    /** Sets a field. */
    public static <V> Patch set(Field<V> field, V value) {
        return new Patch(Map.of()).andSet(field, value);
    }

    /** Removes the value of an optional field. */
    public static Patch remove(Field<?> field) {
        return new Patch(Map.of()).andRemove(field);
    }

    /** Adds to a field of kind {@link ScalarKind#INT} or {@link ScalarKind#LONG}; negative to subtract. */
    public static Patch increment(Field<? extends Number> field, long by) {
        return new Patch(Map.of()).andIncrement(field, by);
    }

    /** This patch, which sets one more field. */
    public <V> Patch andSet(Field<V> field, V value) {
        return and(field.name(), new Change.Set(JavaValues.of(value)));
    }

    /** This patch, which removes the value of one more field. */
    public Patch andRemove(Field<?> field) {
        return and(field.name(), new Change.Remove());
    }

    /** This patch, which adds to one more field. */
    public Patch andIncrement(Field<? extends Number> field, long by) {
        return and(field.name(), new Change.Add(by));
    }

    /**
     * This patch with one more change.
     *
     * @throws IllegalArgumentException if it changes the field already
     */
    public Patch and(String field, Change change) {
        Map<String, Change> longer = new LinkedHashMap<>(changes);
        if (longer.put(field, change) != null) {
            throw new IllegalArgumentException("the patch changes field " + shown(field) + " twice");
        }
        return new Patch(longer);
    }

    /**
     * Rejects a patch that no record of the type could take.
     *
     * @throws IllegalArgumentException if it changes nothing, names the id or an unknown field, or adds to what is no INT or LONG
     */
    public void check(EntityType<?> type) {
        if (changes.isEmpty()) {
            throw new IllegalArgumentException("the patch changes no field of " + type);
        }
        changes.forEach((name, change) -> {
            FieldDef field = type.field(name)
                    .orElseThrow(() -> new IllegalArgumentException(
                            type + " has no field " + shown(name) + " that a patch could change"));
            if (change instanceof Change.Add && numberKind(field).isEmpty()) {
                throw new IllegalArgumentException(
                        "field " + name + " of " + type + " is no INT or LONG, so nothing can be added to it");
            }
        });
    }

    /** Each reason why no record of the type could hold the result, with its path and without values. */
    public List<ContentProblem> problemsFor(EntityType<?> type) {
        Struct.Builder set = Struct.builder();
        changes.forEach((name, change) -> {
            if (change instanceof Change.Set it) {
                set.put(name, it.value());
            }
        });
        Struct alone = set.build();
        return type.problemsOf(alone).stream()
                .filter(problem -> changes.keySet().stream()
                        .filter(name -> isRemoved(name) || alone.has(name))
                        .anyMatch(name -> isWithin(problem.path(), name)))
                .toList();
    }

    /** A name that no type has declared may be anything. */
    private static String shown(String name) {
        return Limits.bounded(Texts.printable(name));
    }

    private boolean isRemoved(String name) {
        return changes.get(name) instanceof Change.Remove;
    }

    private static boolean isWithin(String path, String name) {
        return path.equals(name) || path.startsWith(name + "[") || path.startsWith(name + ".");
    }

    /**
     * What a patch makes of a content.
     *
     * @param content the result, meaningless with a problem
     * @param problem why there is none: a number that would not fit its field
     */
    public record Result(Struct content, Optional<ContentProblem> problem) {}

    /** What this patch makes of a content. Pure. */
    public Result applyTo(EntityType<?> type, Struct content) {
        Struct changed = content;
        for (Map.Entry<String, Change> entry : changes.entrySet()) {
            String name = entry.getKey();
            if (entry.getValue() instanceof Change.Set it) {
                changed = changed.with(name, it.value());
            } else if (entry.getValue() instanceof Change.Add it) {
                Optional<Value> sum = sum(type.field(name).orElseThrow(), content.find(name), it.by());
                if (sum.isEmpty()) {
                    return new Result(
                            content, Optional.of(new ContentProblem(name, "would leave the range of its field")));
                }
                changed = changed.with(name, sum.get());
            } else {
                changed = changed.without(name);
            }
        }
        return new Result(changed, Optional.empty());
    }

    private static Optional<Value> sum(FieldDef field, Optional<Value> held, long by) {
        boolean isInt = numberKind(field).equals(Optional.of(ScalarKind.INT));
        long before = held.map(Patch::number).orElse(0L);
        try {
            long sum = Math.addExact(before, by);
            return Optional.of(isInt ? new Value.Int32(Math.toIntExact(sum)) : new Value.Int64(sum));
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static long number(Value value) {
        return value instanceof Value.Int32 it ? it.value() : ((Value.Int64) value).value();
    }

    /** The kind of a field to which can be added. */
    private static Optional<ScalarKind> numberKind(FieldDef field) {
        return field.type() instanceof FieldType.Scalar it
                        && (it.kind() == ScalarKind.INT || it.kind() == ScalarKind.LONG)
                ? Optional.of(it.kind())
                : Optional.empty();
    }
}
