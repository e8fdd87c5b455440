package org.stellaops.persistence.entity;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the annotations of a record class into an entity type, and reports all that is wrong with them at once. */
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
            Map.entry(UUID.class, ScalarKind.UUID),
            Map.entry(byte[].class, ScalarKind.BYTES));

    private final Class<T> record;
    private final List<String> problems = new ArrayList<>();

    AnnotatedRecord(Class<T> record) {
        this.record = record;
    }

    EntityType<T> entityType() {
        Entity entity = record.getAnnotation(Entity.class);
        if (entity == null) {
            throw new IllegalArgumentException(record.getName() + " must carry @Entity to be an entity type");
        }
        RecordComponent[] components = record.getRecordComponents();
        RecordComponent id = idOf(components);
        List<FieldDef> fields = Arrays.stream(components)
                .filter(it -> it != id)
                .map(this::fieldOf)
                .flatMap(Optional::stream)
                .toList();
        if (id == null || !problems.isEmpty()) {
            throw new IllegalArgumentException(
                    problems.size() + " problem(s) in entity " + record.getName() + ": " + String.join("; ", problems));
        }
        EntityType.Builder builder = EntityType.builder(entity.module(), entity.table())
                .tenancy(entity.tenancy())
                .tenantKind(entity.tenantKind())
                .id(id.getName(), idKindOf(id))
                .fields(fields.toArray(FieldDef[]::new));
        if (!entity.collection().isEmpty()) {
            builder.collection(entity.collection());
        }
        Arrays.stream(entity.unique()).forEach(it -> builder.unique(it.name(), it.fields()));
        return builder.build(record, new RecordCodec<>(record, id.getName(), fields));
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
        if (id.getType() != String.class && id.getType() != UUID.class) {
            problems.add("the id " + id.getName() + " must be a String or a UUID");
        }
        return id;
    }

    private static IdKind idKindOf(RecordComponent id) {
        return id.getType() == UUID.class
                ? IdKind.UUID
                : id.getAnnotation(Id.class).kind();
    }

    private Optional<FieldDef> fieldOf(RecordComponent component) {
        try {
            return typeOf(component).map(type -> define(component, type));
        } catch (IllegalArgumentException e) {
            problems.add("component " + component.getName() + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private static FieldDef define(RecordComponent component, FieldType type) {
        Column column = component.getAnnotation(Column.class);
        boolean nullable =
                component.getAnnotatedType().isAnnotationPresent(Nullable.class) || type instanceof FieldType.Remainder;
        return new FieldDef(
                component.getName(),
                type,
                nullable,
                column == null ? FieldDef.snakeCase(component.getName()) : column.value());
    }

    private Optional<FieldType> typeOf(RecordComponent component) {
        Class<?> type = component.getType();
        if (component.isAnnotationPresent(Json.class) || component.isAnnotationPresent(Remainder.class)) {
            if (type != JsonNode.class) {
                problems.add("component " + component.getName() + " must be a JsonNode");
            }
            return Optional.of(
                    component.isAnnotationPresent(Json.class) ? new FieldType.Json() : new FieldType.Remainder());
        }
        if (type == List.class) {
            return listOf(component);
        }
        Optional<FieldType.Scalar> scalar = scalarOf(type, component.isAnnotationPresent(Microseconds.class));
        if (scalar.isEmpty()) {
            problems.add("component " + component.getName() + " is a " + type.getSimpleName()
                    + ", which no column holds; use a scalar, an enum, a List, or @Json JsonNode");
        }
        return scalar.map(it -> it);
    }

    private Optional<FieldType> listOf(RecordComponent component) {
        Child child = component.getAnnotation(Child.class);
        Type element = RecordCodec.elementOf(component);
        if (element instanceof Class<?> it && it.isRecord()) {
            if (child == null) {
                problems.add("component " + component.getName() + " is a list of records and must carry @Child");
                return Optional.empty();
            }
            List<FieldDef> columns = Arrays.stream(it.getRecordComponents())
                    .map(this::fieldOf)
                    .flatMap(Optional::stream)
                    .toList();
            return Optional.of(new FieldType.Child(child.table(), columns));
        }
        Optional<FieldType.Scalar> scalar = element instanceof Class<?> it ? scalarOf(it, false) : Optional.empty();
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
