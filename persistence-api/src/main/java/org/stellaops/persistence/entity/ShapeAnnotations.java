// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.value.Value;

/** Reads what annotations say of legacy documents into a shape. */
final class ShapeAnnotations {

    private final LegacyShape.Builder shape = LegacyShape.builder();
    private final LegacyNaming naming;

    ShapeAnnotations(Class<?> record) {
        LegacyDocument document = record.getAnnotation(LegacyDocument.class);
        this.naming = document == null ? LegacyNaming.AS_FIELD : document.naming();
        shape.naming(naming);
        if (document == null) {
            return;
        }
        if (document.normalise()) {
            shape.normalise();
        }
        if (Arrays.asList(document.id()).contains(document.tenant())) {
            shape.tenantInId(document.tenant(), document.tenantKind(), document.id());
        } else if (!document.tenant().isEmpty()) {
            shape.tenantMember(document.tenant(), document.tenantKind());
        }
    }

    LegacyShape shape() {
        return shape.build();
    }

    /** Numeric ids are written in the class that the service uses. */
    void id(Class<?> type) {
        if (type == long.class || type == Long.class) {
            shape.numericIds(ScalarKind.LONG);
        }
    }

    /** The path of a component within what is around it. */
    List<String> pathOf(List<String> around, RecordComponent component) {
        LegacyName name = component.getAnnotation(LegacyName.class);
        List<String> own = name == null ? List.of(naming.memberOf(component.getName())) : List.of(name.value());
        return java.util.stream.Stream.concat(around.stream(), own.stream()).toList();
    }

    /**
     * Takes what a component says.
     *
     * @param name the name of its field; {@code lines.sku} for a column of a child
     * @throws IllegalArgumentException if a default is no value of the kind
     */
    void field(String name, List<String> path, RecordComponent component, FieldType type) {
        shape.name(name, path.toArray(String[]::new));
        Stored stored = component.getAnnotation(Stored.class);
        if (stored != null) {
            shape.stored(name, stored.value());
        }
        Absent absent = component.getAnnotation(Absent.class);
        if (absent != null) {
            shape.absent(name, absent.value());
        }
        LegacyDefault missing = component.getAnnotation(LegacyDefault.class);
        if (missing != null) {
            shape.missing(name, parse(type, missing.value()));
        }
    }

    void map(String name, ScalarKind values) {
        shape.mapOf(name, values);
    }

    /** The fallback of an enumeration, if one of its constants is it. */
    void fallback(String name, @Nullable Class<?> type) {
        if (type != null && type.isEnum()) {
            Arrays.stream(type.getFields())
                    .filter(it -> it.isAnnotationPresent(Fallback.class))
                    .findFirst()
                    .ifPresent(it -> shape.fallback(name, it.getName()));
        }
    }

    private static Value parse(FieldType type, String text) {
        if (!(type instanceof FieldType.Scalar scalar)) {
            if (type instanceof FieldType.Array && text.isEmpty()) {
                return Value.Items.of();
            }
            throw new IllegalArgumentException("a default is possible for scalars, and the empty one for arrays");
        }
        return switch (scalar.kind()) {
            case TEXT -> Value.of(text);
            case INT -> Value.of(Integer.parseInt(text));
            case LONG -> Value.of(Long.parseLong(text));
            case DOUBLE -> Value.of(Double.parseDouble(text));
            case DECIMAL -> new Value.Decimal(new BigDecimal(text));
            case BOOL -> Value.of(Boolean.parseBoolean(text));
            case INSTANT -> Value.of(Instant.parse(text));
            case UUID -> new Value.Uuid(UUID.fromString(text));
            case BYTES -> throw new IllegalArgumentException("bytes have no default");
        };
    }
}
