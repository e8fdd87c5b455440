package org.stellaops.persistence.entity;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * The mapping of a type whose legacy documents use its field names.
 *
 * <p>The {@code _id} is the id itself, or {@code {tenant, id}} where records belong to tenants. Named rules: a null
 * member
 * of an optional field is the missing field; a missing or null list of a child table is the empty list; an int where
 * the
 * field is a long widens. Everything else that does not match is rejected.
 */
final class SameShapeMapping implements LegacyMapping {

    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final EntityType<?> type;

    SameShapeMapping(EntityType<?> type) {
        this.type = type;
    }

    @Override
    public Struct toDocument(RecordKey key, Struct content) {
        return write(type.fields(), content);
    }

    @Override
    public Struct fromDocument(RecordKey key, Struct document) {
        return read("", type.fields(), document);
    }

    @Override
    public Value toId(RecordKey key) {
        Value id = type.idKind().valueOf(key);
        return type.tenancy() == Tenancy.GLOBAL
                ? id
                : Struct.builder()
                        .put("tenant", key.tenantOrEmpty())
                        .put("id", id)
                        .build();
    }

    @Override
    public RecordKey fromId(Value id) {
        try {
            if (type.tenancy() == Tenancy.GLOBAL) {
                return RecordKey.global(type.idKind().textOf(id));
            }
            if (id instanceof Struct it
                    && it.members().size() == 2
                    && it.find("tenant").orElse(Value.Null.NULL) instanceof Value.Text tenant) {
                return RecordKey.of(
                        tenant.value(), type.idKind().textOf(it.find("id").orElse(Value.Null.NULL)));
            }
        } catch (IllegalArgumentException e) {
            throw new UnmappableException("_id", "is no key of this entity type: " + e.getMessage());
        }
        throw new UnmappableException("_id", "is not a document of tenant and id");
    }

    @Override
    public Optional<String> tenantPath() {
        return type.tenancy() == Tenancy.GLOBAL ? Optional.empty() : Optional.of("_id.tenant");
    }

    @Override
    public String idPath() {
        return type.tenancy() == Tenancy.GLOBAL ? "_id" : "_id.id";
    }

    @Override
    public Optional<String> path(FieldDef field) {
        return Optional.of(field.name());
    }

    @Override
    public Value queryValue(FieldDef field, Value value) {
        if (field.type() instanceof FieldType.Array it) {
            return write(it.element(), value);
        } else if (field.type() instanceof FieldType.ChildValues it) {
            return write(it.element(), value);
        }
        return write(field.type(), value);
    }

    private static Struct write(List<FieldDef> fields, Struct content) {
        Struct.Builder document = Struct.builder();
        for (FieldDef field : fields) {
            content.find(field.name()).ifPresent(value -> {
                if (field.type() instanceof FieldType.Remainder) {
                    ((Struct) value).forEach(document::put);
                } else {
                    document.put(field.name(), write(field.type(), value));
                }
            });
        }
        return document.build();
    }

    private static Value write(FieldType type, Value value) {
        if (type instanceof FieldType.Child child) {
            return each(value, row -> write(child.columns(), (Struct) row));
        } else if (type instanceof FieldType.ChildValues it) {
            return each(value, item -> write(it.element(), item));
        } else if (type instanceof FieldType.Array it) {
            return each(value, item -> write(it.element(), item));
        } else if (type instanceof FieldType.Scalar it
                && it.precision() == Precision.MICROS
                && value instanceof Value.Moment moment) {
            return Value.of(MICROS.format(moment.value()));
        }
        return value;
    }

    private static Struct read(String at, List<FieldDef> fields, Struct document) {
        Struct rest = document;
        Struct.Builder content = Struct.builder();
        FieldDef remainder = null;
        for (FieldDef field : fields) {
            if (field.type() instanceof FieldType.Remainder) {
                remainder = field;
                continue;
            }
            readField(at + field.name(), field, document.find(field.name()))
                    .ifPresent(value -> content.put(field.name(), value));
            rest = rest.without(field.name());
        }
        if (!rest.isEmpty() && remainder == null) {
            throw new UnmappableException(
                    at + rest.members().firstKey(), "is a member that no field names; declare a remainder to keep it");
        } else if (!rest.isEmpty() && remainder != null) {
            content.put(remainder.name(), rest);
        }
        return content.build();
    }

    private static Optional<Value> readField(String path, FieldDef field, Optional<Value> found) {
        if (field.type() instanceof FieldType.Json) {
            return found;
        }
        boolean missing = found.isEmpty() || found.get() instanceof Value.Null;
        if (!missing) {
            return Optional.of(read(path, field.type(), found.get()));
        } else if (field.type() instanceof FieldType.Child || field.type() instanceof FieldType.ChildValues) {
            return Optional.of(Value.Items.of());
        } else if (field.nullable()) {
            return Optional.empty();
        }
        throw new UnmappableException(path, "is missing, but the field is required");
    }

    private static Value read(String path, FieldType type, Value value) {
        if (type instanceof FieldType.Child child) {
            return each(path, value, (at, row) -> {
                if (row instanceof Struct it) {
                    return read(at + ".", child.columns(), it);
                }
                throw new UnmappableException(at, "is not a document");
            });
        } else if (type instanceof FieldType.ChildValues it) {
            return each(path, value, (at, item) -> read(at, it.element(), item));
        } else if (type instanceof FieldType.Array it) {
            return each(path, value, (at, item) -> read(at, it.element(), item));
        } else if (type instanceof FieldType.Scalar it) {
            return scalar(path, it, value);
        }
        return value;
    }

    private static Value scalar(String path, FieldType.Scalar scalar, Value value) {
        if (scalar.kind() == ScalarKind.LONG && value instanceof Value.Int32 it) {
            return new Value.Int64(it.value());
        }
        if (scalar.kind() == ScalarKind.INSTANT && scalar.precision() == Precision.MICROS) {
            if (value instanceof Value.Text it) {
                return micros(path, it.value());
            }
        }
        if (!scalar.kind().holds(value)) {
            throw new UnmappableException(
                    path, "is a " + value.getClass().getSimpleName() + ", but the field is " + scalar.kind());
        }
        return value;
    }

    private static Value micros(String path, String text) {
        try {
            return Value.of(MICROS.parse(text, Instant::from));
        } catch (DateTimeException e) {
            throw new UnmappableException(path, "is not a timestamp of the form 2026-01-31T23:59:59.123456Z");
        }
    }

    private interface Each {
        Value apply(String path, Value item);
    }

    private static Value each(Value list, UnaryOperator<Value> each) {
        return new Value.Items(((Value.Items) list).values().stream().map(each).toList());
    }

    private static Value each(String path, Value list, Each each) {
        if (!(list instanceof Value.Items items)) {
            throw new UnmappableException(path, "is not a list");
        }
        List<Value> read = new ArrayList<>(items.values().size());
        for (int i = 0; i < items.values().size(); i++) {
            read.add(each.apply(path + "[" + i + "]", items.values().get(i)));
        }
        return new Value.Items(read);
    }
}
