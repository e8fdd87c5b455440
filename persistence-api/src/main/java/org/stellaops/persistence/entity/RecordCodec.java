package org.stellaops.persistence.entity;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.value.JavaValues;
import org.stellaops.persistence.value.JsonText;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Converts between a record class and content, by the record's components. */
final class RecordCodec<T extends Record> implements EntityCodec<T> {

    private final Class<T> record;
    private final String idName;
    private final List<FieldDef> fields;

    RecordCodec(Class<T> record, String idName, List<FieldDef> fields) {
        this.record = record;
        this.idName = idName;
        this.fields = fields;
    }

    @Override
    public String idOf(T entity) {
        Object id = Arrays.stream(record.getRecordComponents())
                .filter(it -> it.getName().equals(idName))
                .map(it -> read(it, entity))
                .findFirst()
                .orElseThrow();
        return id.toString();
    }

    @Override
    public Struct contentOf(T entity) {
        return structOf(entity, fields);
    }

    @Override
    public T entityOf(String id, Struct content) {
        return record.cast(instantiate(record, id, content));
    }

    static @Nullable Type elementOf(RecordComponent component) {
        return component.getGenericType() instanceof ParameterizedType it ? it.getActualTypeArguments()[0] : null;
    }

    private static Struct structOf(Object record, List<FieldDef> fields) {
        Struct.Builder content = Struct.builder();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            fields.stream()
                    .filter(it -> it.name().equals(component.getName()))
                    .findFirst()
                    .ifPresent(field -> putValue(content, field, read(component, record)));
        }
        return content.build();
    }

    private static void putValue(Struct.Builder content, FieldDef field, @Nullable Object value) {
        if (field.type() instanceof FieldType.Child || field.type() instanceof FieldType.ChildValues) {
            content.put(field.name(), toValue(field, value == null ? List.of() : value));
        } else if (field.type() instanceof FieldType.Remainder) {
            if (value != null && !((JsonNode) value).isEmpty()) {
                content.put(field.name(), JsonText.fromTree((JsonNode) value));
            }
        } else if (value != null) {
            content.put(field.name(), toValue(field, value));
        }
    }

    private static Value toValue(FieldDef field, Object value) {
        if (field.type() instanceof FieldType.Json) {
            return JsonText.fromTree((JsonNode) value);
        } else if (field.type() instanceof FieldType.Child child) {
            return new Value.Items(((List<?>) value)
                    .stream().<Value>map(row -> structOf(row, child.columns())).toList());
        } else if (value instanceof List<?> list) {
            return new Value.Items(list.stream().map(JavaValues::of).toList());
        }
        return JavaValues.of(value);
    }

    private static Object instantiate(Class<?> type, @Nullable String id, Struct content) {
        RecordComponent[] components = type.getRecordComponents();
        @Nullable Object[] arguments = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            arguments[i] = id != null && components[i].isAnnotationPresent(Id.class)
                    ? (components[i].getType() == UUID.class ? UUID.fromString(id) : id)
                    : fromValue(
                            components[i], content.find(components[i].getName()).orElse(null));
        }
        return construct(type, components, arguments);
    }

    private static @Nullable Object fromValue(RecordComponent component, @Nullable Value value) {
        if (value == null) {
            return null;
        } else if (component.getType() == JsonNode.class) {
            return JsonText.toTree(value);
        } else if (value instanceof Value.Items items) {
            Class<?> element = (Class<?>) Objects.requireNonNull(elementOf(component));
            return items.values().stream()
                    .<Object>map(it ->
                            it instanceof Struct row ? instantiate(element, null, row) : JavaValues.toJava(it, element))
                    .toList();
        }
        return JavaValues.toJava(value, component.getType());
    }

    private static @Nullable Object read(RecordComponent component, Object record) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(
                    "reading " + component + " of " + record.getClass().getName() + " failed", e);
        }
    }

    private static Object construct(Class<?> type, RecordComponent[] components, @Nullable Object[] arguments) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "the constructor of " + type.getName() + " rejected a stored record", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("constructing " + type.getName() + " failed", e);
        }
    }
}
