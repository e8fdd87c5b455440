// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.value.JavaValues;
import org.stellaops.persistence.value.Value;

/** Between the ids that services use and the texts that keys hold. */
final class IdTexts {

    /** By its name, so that this module does not need MongoDB's. */
    private static final String OBJECT_ID = "org.bson.types.ObjectId";

    private IdTexts() {}

    /** Whether a component of this class can be an id. */
    static boolean isIdClass(Class<?> type) {
        return type == String.class
                || type == UUID.class
                || type == long.class
                || type == Long.class
                || type == int.class
                || type == Integer.class
                || type == LegacyId.class
                || type == Value.class
                || type.isRecord()
                || isObjectId(type);
    }

    /** The kind of ids of this class, if what was declared is the default. */
    static IdKind kindOf(Class<?> type, IdKind declared) {
        if (declared != IdKind.TEXT || type == String.class) {
            return declared;
        } else if (type == UUID.class) {
            return IdKind.UUID;
        } else if (isObjectId(type)) {
            return IdKind.OBJECT_ID;
        }
        return type.isRecord() || type == LegacyId.class || type == Value.class ? IdKind.MIXED : IdKind.NUMBER;
    }

    /**
     * The text of a key.
     *
     * @throws IllegalArgumentException if the id is not of this kind
     */
    static String textOf(IdKind kind, Object id) {
        if (id instanceof String text) {
            return ofText(kind, text);
        } else if (kind == IdKind.UUID_LEGACY && id instanceof UUID uuid) {
            return HexFormat.of().formatHex(Uuids.javaLegacyBytesOf(uuid));
        } else if (kind == IdKind.TEXT) {
            return id.toString();
        }
        return kind.textOf(idOf(id));
    }

    /**
     * The id of a text, in the class that is asked for.
     *
     * @throws IllegalArgumentException if that class cannot hold it
     */
    static Object toJava(IdKind kind, String text, Class<?> wanted) {
        if (wanted == String.class) {
            return toText(kind, text);
        } else if (kind == IdKind.UUID_LEGACY && wanted == UUID.class) {
            return Uuids.ofJavaLegacyBytes(HexFormat.of().parseHex(text));
        }
        return ofClass(kind.idOf(text), wanted);
    }

    private static String ofText(IdKind kind, String text) {
        if (kind == IdKind.NUMBER && text.matches("-?\\d+(\\.\\d+)?")) {
            return SortableNumber.textOf(new BigDecimal(text));
        }
        return kind == IdKind.UUID_LEGACY && text.indexOf('-') > 0
                ? HexFormat.of().formatHex(Uuids.javaLegacyBytesOf(UUID.fromString(text)))
                : text;
    }

    private static String toText(IdKind kind, String text) {
        return switch (kind) {
            case TEXT, UUID, OBJECT_ID, MIXED -> text;
            case NUMBER -> {
                BigDecimal number = SortableNumber.numberOf(text);
                yield number.toPlainString();
            }
            case UUID_LEGACY ->
                Uuids.ofJavaLegacyBytes(HexFormat.of().parseHex(text)).toString();
        };
    }

    private static LegacyId idOf(Object id) {
        if (id instanceof LegacyId it) {
            return it;
        } else if (isObjectId(id.getClass())) {
            return new LegacyId.Scalar(new Value.Oid(id.toString()));
        } else if (id instanceof Record it) {
            return new LegacyId.Compound(Arrays.stream(it.getClass().getRecordComponents())
                    .map(component -> new LegacyId.Member(memberOf(component), idOf(memberOf(component, it))))
                    .toList());
        }
        return LegacyId.of(JavaValues.of(id));
    }

    private static Object memberOf(RecordComponent component, Record id) {
        component.getAccessor().setAccessible(true);
        return RecordClass.required(component.getAccessor(), component.getName(), id);
    }

    private static Object ofClass(LegacyId id, Class<?> wanted) {
        if (wanted == LegacyId.class) {
            return id;
        } else if (wanted == Value.class) {
            return id.value();
        } else if (wanted.isRecord() && id instanceof LegacyId.Compound it) {
            return record(it, wanted);
        } else if (!(id instanceof LegacyId.Scalar)) {
            throw new IllegalArgumentException("the id is a document, but " + wanted.getSimpleName() + " is not");
        }
        Value value = id.value();
        if (isObjectId(wanted) && value instanceof Value.Oid it) {
            return construct(wanted, List.of(String.class), it.hex());
        } else if (wanted == long.class || wanted == Long.class) {
            return Numbers.exact(value).longValueExact();
        } else if (wanted == int.class || wanted == Integer.class) {
            return Numbers.exact(value).intValueExact();
        }
        return JavaValues.toJava(value, wanted);
    }

    private static Object record(LegacyId.Compound id, Class<?> wanted) {
        Map<String, LegacyId> members =
                id.members().stream().collect(Collectors.toMap(LegacyId.Member::name, LegacyId.Member::value));
        RecordComponent[] components = wanted.getRecordComponents();
        Function<RecordComponent, Object> part = component -> {
            LegacyId value = members.get(memberOf(component));
            if (value == null) {
                throw new IllegalArgumentException("the id has no member " + memberOf(component));
            }
            return ofClass(value, component.getType());
        };
        return construct(
                wanted,
                Arrays.<RecordComponent>stream(components)
                        .<Class<?>>map(RecordComponent::getType)
                        .toList(),
                Arrays.stream(components).map(part).toArray());
    }

    private static String memberOf(RecordComponent component) {
        LegacyName name = component.getAnnotation(LegacyName.class);
        return name == null ? component.getName() : name.value()[0];
    }

    private static boolean isObjectId(Class<?> type) {
        return type.getName().equals(OBJECT_ID);
    }

    private static Object construct(Class<?> type, List<Class<?>> parameters, @Nullable Object... arguments) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(parameters.toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return RecordClass.construct(constructor, "id", arguments);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("constructing an id of " + type.getName() + " failed", e);
        }
    }
}
