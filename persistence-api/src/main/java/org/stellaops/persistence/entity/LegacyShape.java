// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * How the documents of an existing collection look: where keys stand, how members are named, and in which forms values are
 * stored. Made with a {@link #builder}, or from the annotations of a record ({@link LegacyDocument}, {@link LegacyName},
 * {@link Stored}, {@link Absent}, {@link LegacyDefault}, {@link Fallback}, {@link Flat}).
 *
 * <p>A document that is replaced keeps the order of its members and the form of each value that is not changed; {@link
 * Builder#normalise} writes the first form of every field instead. Immutable.
 */
public final class LegacyShape {

    private final Builder parts;

    private LegacyShape(Builder parts) {
        this.parts = parts;
    }

    /** Starts a shape: members named as the fields, values in their natural form, no tenant in the document. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The mapping of an entity type; for {@link EntityType.Builder#legacy}.
     *
     * @throws IllegalArgumentException if the shape names what the entity type does not have
     */
    public LegacyMapping mapping(EntityType<?> type) {
        List<ShapedMapping.Version> versions = new ArrayList<>();
        for (Variant variant : parts.variants) {
            versions.add(variant.shape.version(type, variant.matches));
        }
        versions.add(parts.version(type, document -> false));
        return new ShapedMapping(parts.ids(type), versions, parts.normalise);
    }

    private record Variant(Predicate<Struct> matches, Builder shape) {}

    /** Collects what is said of fields; the path of a child's column is {@code lines.sku}. */
    public static final class Builder {

        private final Map<String, List<String>> paths = new TreeMap<>();
        private final Map<String, List<StoredForm>> forms = new TreeMap<>();
        private final Map<String, List<Value>> absent = new TreeMap<>();
        private final Map<String, Value> missing = new TreeMap<>();
        private final Map<String, String> fallbacks = new TreeMap<>();
        private final Map<String, ScalarKind> maps = new TreeMap<>();
        private final Map<String, Value> constants = new TreeMap<>();
        private final List<Variant> variants = new ArrayList<>();
        private LegacyNaming naming = LegacyNaming.AS_FIELD;
        private IdKind tenantKind = IdKind.TEXT;
        private IdShape.@Nullable Where tenantWhere;
        private String tenantName = "";
        private List<String> idMembers = List.of();
        private ScalarKind numbers = ScalarKind.INT;
        private boolean normalise;

        private Builder() {}

        /** How members are named that no field names itself. */
        @CanIgnoreReturnValue
        public Builder naming(LegacyNaming rule) {
            this.naming = rule;
            return this;
        }

        /** The member of a field, or the members that lead to it. */
        @CanIgnoreReturnValue
        public Builder name(String field, String... path) {
            paths.put(field, List.of(path));
            return this;
        }

        /** The forms in which a field is stored; new values get the first one that can hold them. */
        @CanIgnoreReturnValue
        public Builder stored(String field, StoredForm... stored) {
            forms.put(field, List.of(stored));
            return this;
        }

        /** Texts that stand for a missing field, such as {@code n/a}. */
        @CanIgnoreReturnValue
        public Builder absent(String field, String... texts) {
            absent.put(field, Arrays.stream(texts).map(Value::of).toList());
            return this;
        }

        /** What the field has where its member is missing or null. */
        @CanIgnoreReturnValue
        public Builder missing(String field, Value value) {
            missing.put(field, value);
            return this;
        }

        /** The allowed text as which a text is read that the field does not allow. */
        @CanIgnoreReturnValue
        public Builder fallback(String field, String text) {
            fallbacks.put(field, text);
            return this;
        }

        /** Makes a JSON field a map of values of one kind, whose forms are those of the field. */
        @CanIgnoreReturnValue
        public Builder mapOf(String field, ScalarKind values) {
            maps.put(field, values);
            return this;
        }

        /** The member that names the tenant, and what it holds. */
        @CanIgnoreReturnValue
        public Builder tenantMember(String member, IdKind kind) {
            this.tenantWhere = IdShape.Where.MEMBER;
            this.tenantName = member;
            this.tenantKind = kind;
            return this;
        }

        /**
         * The member of a compound {@code _id} that names the tenant, and what it holds.
         *
         * @param members all members of the {@code _id} in their order, the tenant's among them; if a single other one is
         *     left it is the id, else the id is the document of them, of kind {@link IdKind#MIXED}
         */
        @CanIgnoreReturnValue
        public Builder tenantInId(String member, IdKind kind, String... members) {
            this.tenantWhere = IdShape.Where.IN_ID;
            this.tenantName = member;
            this.tenantKind = kind;
            this.idMembers = List.of(members);
            return this;
        }

        /** The class in which numeric ids of new documents are written: INT (where it can hold them), LONG or DOUBLE. */
        @CanIgnoreReturnValue
        public Builder numericIds(ScalarKind kind) {
            this.numbers = kind;
            return this;
        }

        /** A member that each document has and no field needs, such as a schema version or a class name. */
        @CanIgnoreReturnValue
        public Builder constant(String member, Value value) {
            constants.put(member, value);
            return this;
        }

        /**
         * Older documents beside the newest ones, told apart by a member with this value; null for documents without it.
         *
         * @param differences what is said of them otherwise; nothing is inherited but naming
         */
        @CanIgnoreReturnValue
        public Builder version(String member, @Nullable Value value, Consumer<Builder> differences) {
            Builder older = new Builder().naming(naming);
            differences.accept(older);
            if (value != null) {
                older.constant(member, value);
            }
            Optional<Value> wanted = Optional.ofNullable(value);
            variants.add(new Variant(document -> document.find(member).equals(wanted), older));
            return this;
        }

        /** Writes the first form of every field of a document that is replaced, instead of keeping what was not changed. */
        @CanIgnoreReturnValue
        public Builder normalise() {
            this.normalise = true;
            return this;
        }

        /** The shape of what was said. */
        public LegacyShape build() {
            return new LegacyShape(this);
        }

        private ShapedMapping.Version version(EntityType<?> type, Predicate<Struct> matches) {
            List<FieldShape> fields = fields("", type.fields());
            List<String> known = fields.stream().flatMap(Builder::namesOf).toList();
            Stream.of(paths, forms, absent, missing, fallbacks, maps)
                    .flatMap(it -> it.keySet().stream())
                    .filter(it -> !known.contains(it))
                    .findFirst()
                    .ifPresent(it -> {
                        throw new IllegalArgumentException("the legacy shape of " + type + " names field " + it
                                + ", which it does not have; it has " + known);
                    });
            return ShapedMapping.Version.of(matches, fields, Map.copyOf(constants));
        }

        private static Stream<String> namesOf(FieldShape field) {
            return Stream.concat(
                    Stream.of(field.name()), field.columns().stream().map(it -> field.name() + "." + it.name()));
        }

        private List<FieldShape> fields(String prefix, List<FieldDef> fields) {
            List<String> taken = Stream.concat(
                            fields.stream().map(it -> path(prefix, it).get(0)),
                            prefix.isEmpty() ? constants.keySet().stream() : Stream.of())
                    .toList();
            return fields.stream()
                    .map(it -> field(
                            prefix,
                            it,
                            Collections.frequency(taken, path(prefix, it).get(0)) == 1))
                    .toList();
        }

        private List<String> path(String prefix, FieldDef field) {
            return paths.getOrDefault(prefix + field.name(), List.of(naming.memberOf(field.name())));
        }

        private FieldShape field(String prefix, FieldDef field, boolean ownMember) {
            String name = prefix + field.name();
            List<String> path = path(prefix, field);
            List<FieldShape> columns =
                    field.type() instanceof FieldType.Child it ? fields(name + ".", it.columns()) : List.of();
            return new FieldShape(
                    field,
                    path,
                    forms.getOrDefault(name, List.of(StoredAs.NATURAL)),
                    absent.getOrDefault(name, List.of()),
                    Optional.ofNullable(missing.get(name)),
                    Optional.ofNullable(fallbacks.get(name)),
                    Optional.ofNullable(maps.get(name)),
                    columns,
                    ownMember && path.size() == 1);
        }

        private IdShape ids(EntityType<?> type) {
            boolean tenant = type.tenancy() == Tenancy.TENANT;
            if (!tenant && tenantWhere != null) {
                throw new IllegalArgumentException(
                        type + " is global, but its legacy shape names a tenant; make it tenant-scoped");
            }
            IdShape.Where where = tenantWhere == null ? IdShape.Where.IN_ID : tenantWhere;
            return tenant
                    ? new IdShape(
                            type.idKind(),
                            tenantKind,
                            where,
                            tenantName.isEmpty() ? "tenant" : tenantName,
                            idMembers.isEmpty() ? List.of("tenant", "id") : idMembers,
                            numbers)
                    : new IdShape(type.idKind(), IdKind.TEXT, IdShape.Where.NOWHERE, "", List.of(), numbers);
        }
    }
}
