// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.RecordClass.Component;
import org.stellaops.persistence.value.JavaValues;
import org.stellaops.persistence.value.JsonText;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Converts between a record class and content, by the record's components. */
final class RecordCodec<T extends Record> implements EntityCodec<T> {

    private final Class<T> record;
    private final IdKind idKind;
    private final RecordClass type;
    private final Component id;

    RecordCodec(Class<T> record, String idName, IdKind idKind, List<FieldDef> fields) {
        this.record = record;
        this.idKind = idKind;
        this.type = RecordClass.of(record, fields);
        this.id = type.components().stream()
                .filter(it -> it.label().equals(idName))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public String idOf(T entity) {
        return IdTexts.textOf(idKind, RecordClass.required(id.accessor(), id.label(), entity));
    }

    @Override
    public Struct contentOf(T entity) {
        return structOf(type, entity);
    }

    @Override
    public T entityOf(String id, Struct content) {
        return record.cast(instantiate(type, id, content));
    }

    private static Struct structOf(RecordClass type, Object record) {
        Struct.Builder content = Struct.builder(type.components().size());
        collect(content, type, record);
        return content.build();
    }

    private static void collect(Struct.Builder content, RecordClass type, Object record) {
        for (Component component : type.components()) {
            Object value = component.of(record);
            if (component.isFlat()) {
                if (value != null) {
                    collect(content, requireNonNull(component.inner()), value);
                }
            } else if (component.field() != null) {
                putValue(content, component, component.field(), value);
            }
        }
    }

    private static void putValue(Struct.Builder content, Component component, FieldDef field, @Nullable Object value) {
        if (field.type() instanceof FieldType.Child || field.type() instanceof FieldType.ChildValues) {
            content.put(field.name(), toValue(component, field, value == null ? List.of() : value));
        } else if (field.type() instanceof FieldType.Remainder) {
            if (value != null && !((JsonNode) value).isEmpty()) {
                content.put(field.name(), JsonText.fromTree((JsonNode) value));
            }
        } else if (value != null) {
            content.put(field.name(), toValue(component, field, value));
        }
    }

    private static Value toValue(Component component, FieldDef field, Object value) {
        if (value instanceof Map<?, ?> map) {
            Struct.Builder members = Struct.builder();
            map.forEach((name, member) -> members.put((String) name, JavaValues.of(member)));
            return members.build();
        } else if (field.type() instanceof FieldType.Json) {
            return JsonText.fromTree((JsonNode) value);
        } else if (value instanceof List<?> list) {
            RecordClass rows = component.inner();
            List<Value> items = new ArrayList<>(list.size());
            for (Object item : list) {
                items.add(rows == null ? JavaValues.of(item) : structOf(rows, item));
            }
            return new Value.Items(items);
        }
        return JavaValues.of(value);
    }

    private Object instantiate(RecordClass type, @Nullable String id, Struct content) {
        List<Component> components = type.components();
        @Nullable Object[] arguments = new @Nullable Object[components.size()];
        for (int i = 0; i < arguments.length; i++) {
            Component component = components.get(i);
            if (id != null && component.isId()) {
                arguments[i] = IdTexts.toJava(idKind, id, component.type());
            } else if (component.isFlat()) {
                arguments[i] = flat(component, requireNonNull(component.inner()), content);
            } else {
                arguments[i] =
                        fromValue(component, content.find(component.name()).orElse(null));
            }
        }
        return type.construct(arguments);
    }

    /** A record of which nothing is there is null where null is allowed. */
    private @Nullable Object flat(Component component, RecordClass type, Struct content) {
        String name = component.name();
        return !component.isNullable()
                        || content.members().keySet().stream()
                                .anyMatch(it -> it.length() > name.length()
                                        && it.startsWith(name)
                                        && Character.isUpperCase(it.charAt(name.length())))
                ? instantiate(type, null, content)
                : null;
    }

    private @Nullable Object fromValue(Component component, @Nullable Value value) {
        if (value == null) {
            return null;
        } else if (component.type() == JsonNode.class) {
            return JsonText.toTree(value);
        } else if (value instanceof Value.Items items) {
            return listOf(component, items);
        } else if (value instanceof Struct map && component.type() == Map.class) {
            return mapOf(requireNonNull(component.secondArgument()), map);
        }
        return JavaValues.toJava(value, component.type());
    }

    private List<Object> listOf(Component component, Value.Items items) {
        Class<?> element = requireNonNull(component.firstArgument());
        Object[] list = new Object[items.values().size()];
        for (int i = 0; i < list.length; i++) {
            list[i] = items.values().get(i) instanceof Struct row
                    ? instantiate(requireNonNull(component.inner()), null, row)
                    : JavaValues.toJava(items.values().get(i), element);
        }
        return List.of(list);
    }

    private static Map<String, Object> mapOf(Class<?> values, Struct map) {
        Map<String, Object> members = new LinkedHashMap<>();
        map.forEach((name, member) -> members.put(name, JavaValues.toJava(member, values)));
        return Collections.unmodifiableMap(members);
    }
}
