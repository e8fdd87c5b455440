// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.value.Precision;

/** Builds an entity type from the annotations of a record class, and reports all problems at once. */
final class AnnotatedRecord<T extends Record> {

    private static final Map<Class<?>, ScalarKind> SCALARS = Map.ofEntries(
            Map.entry(String.class, ScalarKind.TEXT),
            Map.entry(int.class, ScalarKind.INT),
            Map.entry(Integer.class, ScalarKind.INT),
            Map.entry(long.class, ScalarKind.LONG),
            Map.entry(Long.class, ScalarKind.LONG),
            Map.entry(double.class, ScalarKind.DOUBLE),
            Map.entry(Double.class, ScalarKind.DOUBLE),
            Map.entry(boolean.class, ScalarKind.BOOL),
            Map.entry(Boolean.class, ScalarKind.BOOL),
            Map.entry(BigDecimal.class, ScalarKind.DECIMAL),
            Map.entry(Instant.class, ScalarKind.INSTANT),
            Map.entry(LocalDate.class, ScalarKind.TEXT),
            Map.entry(Duration.class, ScalarKind.LONG),
            Map.entry(UUID.class, ScalarKind.UUID),
            Map.entry(byte[].class, ScalarKind.BYTES));

    private final Class<T> record;
    private final ShapeAnnotations shape;
    private final List<String> problems = new ArrayList<>();

    AnnotatedRecord(Class<T> record) {
        this.record = record;
        this.shape = new ShapeAnnotations(record);
    }

    EntityType<T> entityType() {
        Entity entity = entity();
        return entityType(entity.module(), entity.collection());
    }

    private Entity entity() {
        Entity entity = record.getAnnotation(Entity.class);
        if (entity == null) {
            throw new IllegalArgumentException(record.getName() + " must carry @Entity to be an entity type");
        }
        return entity;
    }

    /** In a module, and in a collection that has the name of the table if none is given. */
    EntityType<T> entityType(String module, String collection) {
        Entity entity = entity();
        RecordComponent[] components = record.getRecordComponents();
        RecordComponent id = idOf(components);
        List<FieldDef> fields = Arrays.stream(components)
                .filter(it -> it != id)
                .flatMap(it -> fieldsOf("", "", List.of(), false, it).stream())
                .toList();
        if (id == null || !problems.isEmpty()) {
            throw new IllegalArgumentException(
                    problems.size() + " problem(s) in entity " + record.getName() + ": " + String.join("; ", problems));
        }
        EntityType.Builder builder = EntityType.builder(module, entity.table())
                .tenancy(entity.tenancy())
                .tenantKind(entity.tenantKind())
                .appendOnly(entity.appendOnly())
                .id(id.getName(), idKindOf(id))
                .fields(fields.toArray(FieldDef[]::new))
                .legacy(shape.shape());
        if (!collection.isEmpty()) {
            builder.collection(collection);
        }
        Arrays.stream(entity.unique()).forEach(it -> builder.unique(it.name(), it.fields()));
        Arrays.stream(entity.indexes()).forEach(it -> index(builder, it));
        return builder.build(record, new RecordCodec<>(record, id.getName(), idKindOf(id), fields));
    }

    private static void index(EntityType.Builder builder, Index index) {
        if (!index.unique()) {
            builder.index(IndexDef.of(index));
        } else if (index.whereMissing().isEmpty() && index.wherePresent().isEmpty()) {
            builder.unique(index.name(), index.fields());
        } else {
            throw new IllegalArgumentException(
                    "unique index " + index.name()
                            + " leaves out records, which MongoDB cannot do by a missing field, so that only one database would enforce it;"
                            + " declare @Unique, which leaves out records without one of its fields, and the index without unique");
        }
    }

    private @Nullable RecordComponent idOf(RecordComponent[] components) {
        List<RecordComponent> ids = Arrays.stream(components)
                .filter(it -> it.isAnnotationPresent(Id.class))
                .toList();
        if (ids.size() != 1) {
            problems.add("exactly one component must carry @Id, but " + ids.size() + " do");
            return null;
        }
        RecordComponent id = ids.get(0);
        if (!IdTexts.isIdClass(id.getType())) {
            problems.add("the id " + id.getName()
                    + " must be a String, UUID, long, int, ObjectId, a record of these, or a LegacyId");
        }
        shape.id(id.getType());
        return id;
    }

    private static IdKind idKindOf(RecordComponent id) {
        return IdTexts.kindOf(id.getType(), id.getAnnotation(Id.class).kind());
    }

    /**
     * The fields of a component: one, or those of a {@link Flat} record.
     *
     * @param prefix of the names of fields
     * @param list the list whose rows have the component; empty for none
     * @param around the members that lead to it
     */
    private List<FieldDef> fieldsOf(
            String prefix, String list, List<String> around, boolean optional, RecordComponent component) {
        String name = RecordClass.join(prefix, component.getName());
        List<String> path = shape.pathOf(around, component);
        boolean nullable = optional || component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        if (component.isAnnotationPresent(Flat.class) && component.getType().isRecord()) {
            return Arrays.stream(component.getType().getRecordComponents())
                    .flatMap(it -> fieldsOf(name, list, path, nullable, it).stream())
                    .toList();
        }
        try {
            return typeOf(list + name, component)
                    .map(type -> define(name, list, path, nullable, component, type))
                    .stream()
                    .toList();
        } catch (IllegalArgumentException e) {
            problems.add("component " + name + ": " + e.getMessage());
            return List.of();
        }
    }

    private FieldDef define(
            String name, String list, List<String> path, boolean optional, RecordComponent component, FieldType type) {
        if (!(type instanceof FieldType.Remainder)) {
            shape.field(list + name, path, component, type);
        }
        Column column = component.getAnnotation(Column.class);
        boolean nullable = optional || type instanceof FieldType.Remainder;
        return new FieldDef(name, type, nullable, column == null ? FieldDef.snakeCase(name) : column.value());
    }

    private Optional<FieldType> typeOf(String name, RecordComponent component) {
        Class<?> type = component.getType();
        if (component.isAnnotationPresent(Json.class) || component.isAnnotationPresent(Remainder.class)) {
            if (type != JsonNode.class) {
                problems.add("component " + component.getName() + " must be a JsonNode");
            }
            return Optional.of(
                    component.isAnnotationPresent(Json.class) ? new FieldType.Json() : new FieldType.Remainder());
        }
        if (type == List.class) {
            return listOf(name, component);
        }
        if (type == Map.class) {
            return mapOf(name, component);
        }
        shape.fallback(name, type);
        Optional<FieldType.Scalar> scalar = scalarOf(type, component.isAnnotationPresent(Microseconds.class));
        if (scalar.isEmpty()) {
            problems.add("component " + component.getName() + " is a " + type.getSimpleName()
                    + ", which no column holds; use a scalar, an enum, a List, a Map of scalars, a @Flat record, or @Json"
                    + " JsonNode");
        }
        return scalar.map(it -> it);
    }

    private Optional<FieldType> mapOf(String name, RecordComponent component) {
        Class<?> values =
                RecordClass.argument(component, 0) == String.class ? RecordClass.argument(component, 1) : null;
        Optional<FieldType.Scalar> scalar =
                values == null || values.isEnum() ? Optional.empty() : scalarOf(values, false);
        if (scalar.isEmpty()) {
            problems.add("component " + component.getName() + " must be a map from String to a scalar");
            return Optional.empty();
        }
        shape.map(name, scalar.get().kind());
        return Optional.of(new FieldType.Json());
    }

    private Optional<FieldType> listOf(String name, RecordComponent component) {
        Child child = component.getAnnotation(Child.class);
        Class<?> element = RecordClass.argument(component, 0);
        if (element != null && element.isRecord()) {
            if (child == null) {
                problems.add("component " + component.getName() + " is a list of records and must carry @Child");
                return Optional.empty();
            }
            List<FieldDef> columns = Arrays.stream(element.getRecordComponents())
                    .flatMap(column -> fieldsOf("", name + ".", List.of(), false, column).stream())
                    .toList();
            return Optional.of(new FieldType.Child(child.table(), columns));
        }
        shape.fallback(name, element);
        Optional<FieldType.Scalar> scalar = element == null ? Optional.empty() : scalarOf(element, false);
        if (scalar.isEmpty()) {
            problems.add("component " + component.getName() + " must be a list of records or of scalars");
            return Optional.empty();
        }
        return scalar.map(it -> child == null ? new FieldType.Array(it) : new FieldType.ChildValues(child.table(), it));
    }

    private static Optional<FieldType.Scalar> scalarOf(Class<?> type, boolean fine) {
        Precision precision = fine ? Precision.MICROS : Precision.MILLIS;
        if (type.isEnum()) {
            List<String> names = Arrays.stream(type.getEnumConstants())
                    .map(it -> ((Enum<?>) it).name())
                    .toList();
            return Optional.of(new FieldType.Scalar(ScalarKind.TEXT, precision, names));
        }
        return Optional.ofNullable(SCALARS.get(type)).map(kind -> new FieldType.Scalar(kind, precision, List.of()));
    }
}
