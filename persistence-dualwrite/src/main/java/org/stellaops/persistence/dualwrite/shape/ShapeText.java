// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shape;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.stellaops.persistence.query.Sort;
import org.stellaops.persistence.value.ExtendedJson;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Shapes as texts that are kept beside the control record, for processes of this version and of later ones. Pure. */
public final class ShapeText {

    private static final String FIELD = "field";
    private static final String DESCENDING = "descending";

    private ShapeText() {}

    /** The text of a shape; equal shapes have equal texts. */
    public static String write(QueryShape shape) {
        return ExtendedJson.write(struct(shape));
    }

    /**
     * The shape of a text.
     *
     * @throws IllegalArgumentException if {@link #write} did not write it
     */
    public static QueryShape read(String text) {
        try {
            return shape(ExtendedJson.read(text));
        } catch (ClassCastException e) {
            throw new IllegalArgumentException("not the text of a query shape", e);
        }
    }

    private static Value struct(QueryShape shape) {
        return Struct.builder()
                .put("equal", names(shape.equal()))
                .put("missing", names(shape.missing()))
                .put("range", names(shape.range()))
                .put("contained", names(shape.contained()))
                .put("rows", items(shape.rows(), ShapeText::struct))
                .put("either", items(shape.either(), it -> items(it, ShapeText::struct)))
                .put("rest", Value.of(shape.rest()))
                .put("sorts", items(shape.sorts(), ShapeText::sort))
                .build();
    }

    private static Value sort(Sort sort) {
        return Struct.builder()
                .put(FIELD, Value.of(sort.field()))
                .put(DESCENDING, Value.of(sort.direction() == Sort.Direction.DESCENDING))
                .build();
    }

    private static Value names(List<String> names) {
        return items(names, Value::of);
    }

    private static <T> Value items(List<T> list, Function<T, Value> each) {
        return new Value.Items(list.stream().map(each).toList());
    }

    private static QueryShape shape(Value value) {
        Struct struct = (Struct) value;
        return new QueryShape(
                namesOf(struct, "equal"),
                namesOf(struct, "missing"),
                namesOf(struct, "range"),
                namesOf(struct, "contained"),
                list(struct.find("rows").orElse(Value.Items.of()), ShapeText::shape),
                list(struct.find("either").orElse(Value.Items.of()), it -> list(it, ShapeText::shape)),
                struct.find("rest").equals(Optional.of(Value.of(true))),
                list(struct.find("sorts").orElse(Value.Items.of()), ShapeText::sortOf));
    }

    private static Sort sortOf(Value value) {
        Struct struct = (Struct) value;
        boolean descending = struct.find(DESCENDING).equals(Optional.of(Value.of(true)));
        return new Sort(
                text(struct.find(FIELD).orElse(Value.Null.NULL)),
                descending ? Sort.Direction.DESCENDING : Sort.Direction.ASCENDING);
    }

    private static List<String> namesOf(Struct struct, String member) {
        return list(struct.find(member).orElse(Value.Items.of()), ShapeText::text);
    }

    private static String text(Value value) {
        return ((Value.Text) value).value();
    }

    private static <T> List<T> list(Value value, Function<Value, T> each) {
        return ((Value.Items) value).values().stream().map(each).toList();
    }
}
