// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.stellaops.persistence.value.Value;

/** Fields in documents of one or more versions side by side; the last version is that of new documents. */
final class ShapedFields implements LegacyFields {

    private final List<List<FieldShape>> versions;

    ShapedFields(List<List<FieldShape>> versions) {
        this.versions = List.copyOf(versions);
    }

    static Optional<FieldShape> find(List<FieldShape> fields, FieldDef field) {
        return fields.stream().filter(it -> it.field().equals(field)).findFirst();
    }

    /** Where versions keep the field in different places, MongoDB cannot be asked for it. */
    @Override
    public Optional<String> path(FieldDef field) {
        return newest(field)
                .filter(it -> everyVersion(field, FieldShape::isQueryable))
                .filter(it -> everyVersion(field, other -> other.path().equals(it.path())))
                .map(it -> String.join(".", it.path()));
    }

    @Override
    public boolean isOrdered(FieldDef field) {
        return everyVersion(field, FieldShape::isOrdered)
                && shapesOf(field).stream().map(FieldShape::forms).distinct().count() == 1;
    }

    @Override
    public Value queryValue(FieldDef field, Value value) {
        return newest(field)
                .map(it -> ShapeWriting.scalar(it, value, Optional.empty()))
                .orElse(value);
    }

    @Override
    public boolean hasOneMeaning(FieldDef field) {
        return shapesOf(field).stream().distinct().count() == 1;
    }

    @Override
    public Optional<Value> contentOf(FieldDef field, Optional<Value> stored) {
        FieldShape shape = newest(field).orElseThrow(() -> new UnmappableException(field.name(), "has no place"));
        return ShapeReading.contentOf(shape, stored);
    }

    @Override
    public boolean isPlainJson(FieldDef field) {
        return everyVersion(field, FieldShape::isPlainJson);
    }

    @Override
    public LegacyMatch match(FieldDef field, Value value) {
        return ShapeQueries.match(shapesOf(field), value);
    }

    @Override
    public LegacyMatch matchMissing(FieldDef field) {
        return ShapeQueries.matchMissing(shapesOf(field));
    }

    private Optional<FieldShape> newest(FieldDef field) {
        return find(versions.get(versions.size() - 1), field);
    }

    private List<FieldShape> shapesOf(FieldDef field) {
        return versions.stream().flatMap(it -> find(it, field).stream()).toList();
    }

    private boolean everyVersion(FieldDef field, Predicate<FieldShape> holds) {
        return shapesOf(field).stream().allMatch(holds);
    }
}
