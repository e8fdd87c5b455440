// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.value.JavaValues;
import org.stellaops.persistence.value.JsonText;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Converts between a record class and content, by the record's components. */
final class RecordCodec<T extends Record> implements EntityCodec<T> {

    private final Class<T> record;
    private final String idName;
    private final IdKind idKind;
    private final List<FieldDef> fields;

    RecordCodec(Class<T> record, String idName, IdKind idKind, List<FieldDef> fields) {
        this.record = record;
        this.idName = idName;
        this.idKind = idKind;
        this.fields = fields;
    }

    @Override
    public String idOf(T entity) {
        Object id = Arrays.stream(record.getRecordComponents())
                .filter(it -> it.getName().equals(idName))
                .map(it -> readPart(it, entity))
                .findFirst()
                .orElseThrow();
        return IdTexts.textOf(idKind, id);
    }

    @Override
    public Struct contentOf(T entity) {
        Struct.Builder content = Struct.builder();
        collect(content, "", entity, fields);
        return content.build();
    }

    @Override
    public T entityOf(String id, Struct content) {
        return record.cast(instantiate(record, "", id, content));
    }

    /** The name of the field of a component within a {@link Flat} one. */
    static String join(String prefix, String name) {
        return prefix.isEmpty() ? name : prefix + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    /** A component that must have a value. */
    static Object readPart(RecordComponent component, Object record) {
        Object part = read(component, record);
        if (part == null) {
            throw new IllegalArgumentException("the id, or " + component.getName() + " of it, is null");
        }
        return part;
    }

    static @Nullable Type elementOf(RecordComponent component) {
        return component.getGenericType() instanceof ParameterizedType it ? it.getActualTypeArguments()[0] : null;
    }

    private static Struct structOf(Object row, List<FieldDef> columns) {
        Struct.Builder struct = Struct.builder();
        collect(struct, "", row, columns);
        return struct.build();
    }

    private static void collect(Struct.Builder content, String prefix, Object record, List<FieldDef> fields) {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            String name = join(prefix, component.getName());
            Object part = read(component, record);
            if (isFlat(component)) {
                if (part != null) {
                    collect(content, name, part, fields);
                }
                continue;
            }
            fields.stream()
                    .filter(it -> it.name().equals(name))
                    .findFirst()
                    .ifPresent(field -> putValue(content, field, part));
        }
    }

    private static boolean isFlat(RecordComponent component) {
        return component.isAnnotationPresent(Flat.class) && component.getType().isRecord();
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
        if (value instanceof Map<?, ?> map) {
            Struct.Builder members = Struct.builder();
            map.forEach((name, member) -> members.put((String) name, JavaValues.of(member)));
            return members.build();
        } else if (field.type() instanceof FieldType.Json) {
            return JsonText.fromTree((JsonNode) value);
        } else if (field.type() instanceof FieldType.Child child) {
            return new Value.Items(((List<?>) value)
                    .stream().<Value>map(row -> structOf(row, child.columns())).toList());
        } else if (value instanceof List<?> list) {
            return new Value.Items(list.stream().map(JavaValues::of).toList());
        }
        return JavaValues.of(value);
    }

    private Object instantiate(Class<?> type, String prefix, @Nullable String id, Struct content) {
        RecordComponent[] components = type.getRecordComponents();
        @Nullable Object[] arguments = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            String name = join(prefix, components[i].getName());
            if (id != null && components[i].isAnnotationPresent(Id.class)) {
                arguments[i] = IdTexts.toJava(idKind, id, components[i].getType());
            } else if (isFlat(components[i])) {
                arguments[i] = flat(components[i], name, content);
            } else {
                arguments[i] = fromValue(components[i], content.find(name).orElse(null));
            }
        }
        return construct(type, components, arguments);
    }

    /** A record of which nothing is there is null where null is allowed. */
    private @Nullable Object flat(RecordComponent component, String name, Struct content) {
        boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        boolean there = content.members().keySet().stream()
                .anyMatch(it -> it.length() > name.length()
                        && it.startsWith(name)
                        && Character.isUpperCase(it.charAt(name.length())));
        return there || !nullable ? instantiate(component.getType(), name, null, content) : null;
    }

    private @Nullable Object fromValue(RecordComponent component, @Nullable Value value) {
        if (value == null) {
            return null;
        } else if (component.getType() == JsonNode.class) {
            return JsonText.toTree(value);
        } else if (value instanceof Value.Items items) {
            Class<?> element = (Class<?>) Objects.requireNonNull(elementOf(component));
            return items.values().stream()
                    .<Object>map(it -> it instanceof Struct row
                            ? instantiate(element, "", null, row)
                            : JavaValues.toJava(it, element))
                    .toList();
        }
        if (value instanceof Struct map && component.getType() == Map.class) {
            return mapOf(component, map);
        }
        return JavaValues.toJava(value, component.getType());
    }

    private static Map<String, Object> mapOf(RecordComponent component, Struct map) {
        Class<?> values = (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[1];
        Map<String, Object> members = new LinkedHashMap<>();
        map.forEach((name, member) -> members.put(name, JavaValues.toJava(member, values)));
        return Collections.unmodifiableMap(members);
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
