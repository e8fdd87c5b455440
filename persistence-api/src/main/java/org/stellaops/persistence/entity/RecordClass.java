// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A record class, and which field each of its components is. Asking a class for its components, constructor or annotations makes copies
 * of all of them each time, so they are asked for once. Immutable.
 */
final class RecordClass {

    private final Constructor<?> constructor;
    private final List<Component> components;

    private RecordClass(Constructor<?> constructor, List<Component> components) {
        this.constructor = constructor;
        this.components = components;
    }

    /** The class of an entity. */
    static RecordClass of(Class<? extends Record> type, List<FieldDef> fields) {
        return of(type, "", fields);
    }

    private static RecordClass of(Class<?> type, String prefix, List<FieldDef> fields) {
        RecordComponent[] components = type.getRecordComponents();
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return new RecordClass(
                    constructor,
                    Arrays.stream(components)
                            .map(it -> component(it, prefix, fields))
                            .toList());
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(type.getName() + " has no canonical constructor", e);
        }
    }

    private static Component component(RecordComponent component, String prefix, List<FieldDef> fields) {
        String name = join(prefix, component.getName());
        component.getAccessor().setAccessible(true);
        FieldDef field = null;
        RecordClass inner = null;
        if (component.isAnnotationPresent(Flat.class) && component.getType().isRecord()) {
            inner = of(component.getType(), name, fields);
        } else {
            field = fields.stream()
                    .filter(it -> it.name().equals(name))
                    .findFirst()
                    .orElse(null);
            inner = field != null && field.type() instanceof FieldType.Child child
                    ? of(elementOf(component), "", child.columns())
                    : null;
        }
        return new Component(
                component.getAccessor(),
                component.getName(),
                // The very text that structs read from the columns have: it is looked for by identity first.
                field == null ? name : field.name(),
                component.getType(),
                component.isAnnotationPresent(Id.class),
                component.getAnnotatedType().isAnnotationPresent(Nullable.class),
                field,
                inner,
                argument(component, 0),
                argument(component, 1));
    }

    /** The name of the field of a component within a {@link Flat} one. */
    static String join(String prefix, String name) {
        return prefix.isEmpty() ? name : prefix + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    private static Class<?> elementOf(RecordComponent component) {
        Class<?> element = argument(component, 0);
        if (element == null) {
            throw new IllegalStateException("the list " + component + " has no class of elements");
        }
        return element;
    }

    /** A type argument of a component, such as the class of a list's elements; null if there is none, or it is no class. */
    static @Nullable Class<?> argument(RecordComponent component, int index) {
        return component.getGenericType() instanceof ParameterizedType it
                        && it.getActualTypeArguments().length > index
                        && it.getActualTypeArguments()[index] instanceof Class<?> type
                ? type
                : null;
    }

    /**
     * A component of the class.
     *
     * @param label its name in the class
     * @param name the name of its field, or the beginning of those of its fields if it is flat
     * @param field null for an id, and for a flat component
     * @param inner the class of a flat component, or of the rows of a child table
     * @param firstArgument the class of a list's elements, or of a map's keys
     * @param secondArgument the class of a map's values
     */
    record Component(
            Method accessor,
            String label,
            String name,
            Class<?> type,
            boolean isId,
            boolean isNullable,
            @Nullable FieldDef field,
            @Nullable RecordClass inner,
            @Nullable Class<?> firstArgument,
            @Nullable Class<?> secondArgument) {

        /** Whether its members are fields of the class around it. */
        boolean isFlat() {
            return inner != null && field == null;
        }

        /** What a record has there. */
        @Nullable
        Object of(Object record) {
            return read(accessor, label, record);
        }
    }

    /** What a record has in a component of an id, which must be something. */
    static Object required(Method accessor, String label, Object record) {
        Object value = read(accessor, label, record);
        if (value == null) {
            throw new IllegalArgumentException("the id, or " + label + " of it, is null");
        }
        return value;
    }

    private static @Nullable Object read(Method accessor, String label, Object record) {
        try {
            return accessor.invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(
                    "reading " + label + " of " + record.getClass().getName() + " failed", e);
        }
    }

    List<Component> components() {
        return components;
    }

    /**
     * A record of these components.
     *
     * @throws IllegalArgumentException if its constructor rejects them
     */
    Object construct(@Nullable Object[] arguments) {
        return construct(constructor, "record", arguments);
    }

    /**
     * Calls a constructor.
     *
     * @param what is stored, for messages
     * @throws IllegalArgumentException if it rejects its arguments
     */
    static Object construct(Constructor<?> constructor, String what, @Nullable Object[] arguments) {
        String type = constructor.getDeclaringClass().getName();
        try {
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "the constructor of " + type + " rejected a stored " + what, e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("constructing " + type + " failed", e);
        }
    }
}
