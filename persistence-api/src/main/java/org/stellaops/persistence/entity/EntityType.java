// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.value.Struct;

/**
 * One kind of stored thing: a collection on the legacy side, a root table with child tables on the target side, and
 * what
 * both agree on: fields, tenancy, uniqueness.
 *
 * <p>Built from an annotated record with {@link #of}, or field by field with {@link #builder}. Immutable and safe for
 * concurrent use.
 *
 * @param <T> what an application reads and writes
 */
public final class EntityType<T> {

    private final Class<T> javaType;
    private final String module;
    private final String collection;
    private final String table;
    private final Tenancy tenancy;
    private final IdKind tenantKind;
    private final IdKind idKind;
    private final boolean appendOnly;
    private final String idField;
    private final String idColumn;
    private final List<FieldDef> fields;
    private final Map<String, FieldDef> byName;
    private final List<UniqueKey> uniqueKeys;
    private final Set<String> uniqueFields;
    private final List<IndexDef> indexes;
    private final EntityCodec<T> codec;
    private final LegacyMapping legacyMapping;

    /** Equal to itself only, while another type of the same name may have other rules. */
    private final Object identity = new Object();

    private EntityType(Builder builder, Class<T> javaType, EntityCodec<T> codec) {
        this.javaType = javaType;
        this.module = builder.module;
        this.collection = builder.collection;
        this.table = builder.table;
        this.tenancy = builder.tenancy;
        this.tenantKind = builder.tenantKind;
        this.idKind = builder.idKind;
        this.appendOnly = builder.appendOnly;
        this.idField = builder.idField;
        this.idColumn = FieldDef.snakeCase(idField);
        this.fields = List.copyOf(builder.fields);
        this.byName = fields.stream().collect(Collectors.toUnmodifiableMap(FieldDef::name, Function.identity()));
        this.uniqueKeys = List.copyOf(builder.uniqueKeys);
        this.uniqueFields =
                uniqueKeys.stream().flatMap(key -> key.fields().stream()).collect(Collectors.toUnmodifiableSet());
        this.indexes = builder.indexes.stream().map(builder.indexRules()::named).toList();
        this.codec = codec;
        this.legacyMapping =
                builder.mapping == null ? LegacyShape.builder().build().mapping(this) : builder.mapping.apply(this);
    }

    /**
     * The entity type of a record class that carries {@link Entity}.
     *
     * @throws IllegalArgumentException if the record is not annotated as it must be; the message lists every problem
     */
    public static <T extends Record> EntityType<T> of(Class<T> record) {
        return new AnnotatedRecord<>(record).entityType();
    }

    /**
     * The entity type of a record class in another module and collection than its {@link Entity} says: for applications that keep each
     * tenant's documents in a database or collection of its own, with a module for each. Names of indexes and tables are the same in each
     * module's schema.
     *
     * @param module the module, which is also its schema
     * @param collection the collection in the module's MongoDB database
     * @throws IllegalArgumentException as {@link #of(Class)} does
     */
    public static <T extends Record> EntityType<T> of(Class<T> record, String module, String collection) {
        return new AnnotatedRecord<>(record).entityType(module, collection);
    }

    /**
     * Starts building an entity type whose collection and table have the same name.
     *
     * @param module the module that owns it, which is also its schema
     * @param table its root table
     */
    public static Builder builder(String module, String table) {
        return new Builder(module, table);
    }

    /** The class that an application reads and writes. */
    public Class<T> javaType() {
        return javaType;
    }

    /** The module that owns it; also its PostgreSQL schema. */
    public String module() {
        return module;
    }

    /** The name within its module that both stores keep with versions and tombstones: that of its root table. */
    public String name() {
        return table;
    }

    /** The MongoDB collection. */
    public String collection() {
        return collection;
    }

    /** The root table. */
    public String table() {
        return table;
    }

    /** Whether records belong to tenants. */
    public Tenancy tenancy() {
        return tenancy;
    }

    /** What its tenants are: {@link IdKind#TEXT}, or {@link IdKind#UUID}. */
    public IdKind tenantKind() {
        return tenantKind;
    }

    /**
     * Whether callers may only insert records, such as entries of an audit trail: a put of the content that is there already is applied
     * and writes nothing, every other write of a record that is there is {@code Rejected(APPEND_ONLY)}.
     */
    public boolean isAppendOnly() {
        return appendOnly;
    }

    /** What its ids are. */
    public IdKind idKind() {
        return idKind;
    }

    /** The name under which a query can name the id; its column is this name in snake_case. */
    public String idField() {
        return idField;
    }

    /** The column of the id in the root table. */
    public String idColumn() {
        return idColumn;
    }

    /** The fields without the id, in the order they were declared. */
    public List<FieldDef> fields() {
        return fields;
    }

    /** The field of this name; empty if there is none, or it is the id. */
    public Optional<FieldDef> field(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The constraints beyond the key. */
    public List<UniqueKey> uniqueKeys() {
        return uniqueKeys;
    }

    /** The indexes in PostgreSQL beyond those of keys, each with its name. */
    public List<IndexDef> indexes() {
        return indexes;
    }

    /**
     * An index that this type might declare, with its name.
     *
     * @throws IllegalArgumentException if it could not
     */
    public IndexDef checked(IndexDef index) {
        IndexRules rules = new IndexRules(table, idField, fields);
        List<String> problems = rules.problems(List.of(index), List.of());
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(this + ": " + String.join("; ", problems));
        }
        return rules.named(index);
    }

    /** The fields that unique keys name. */
    Set<String> uniqueFields() {
        return uniqueFields;
    }

    /** The codec between the application's class and content. */
    public EntityCodec<T> codec() {
        return codec;
    }

    /** The mapping of records to legacy documents. */
    public LegacyMapping legacyMapping() {
        return legacyMapping;
    }

    /** Each reason why a content cannot be stored as this type, with its path and without values; empty if it can. */
    public List<ContentProblem> problemsOf(Struct content) {
        return new ContentRules(this).problemsOf(content);
    }

    /** That a content can be stored under a key, by the rules of one type. */
    private record Approval(Object type, RecordKey key) {}

    /**
     * Each reason why a content cannot be stored under this key, in the fields or in legacy documents: also that what the
     * mapping writes does not read back as the same content.
     */
    public List<ContentProblem> problemsOf(RecordKey key, Struct content) {
        Approval approval = new Approval(identity, key);
        if (content.isApproved(approval)) {
            return List.of();
        }
        List<ContentProblem> problems = problemsOf(new ContentRules(this), key, content);
        if (problems.isEmpty()) {
            content.approve(approval);
        }
        return problems;
    }

    private List<ContentProblem> problemsOf(ContentRules rules, RecordKey key, Struct content) {
        List<ContentProblem> problems = rules.problemsOf(key, content);
        return problems.isEmpty() && PlainShape.of(legacyMapping).isEmpty()
                ? RoundTrip.problemsOf(legacyMapping, key, content, rules.document())
                : problems;
    }

    /**
     * As {@link #problemsOf(RecordKey, Struct)}, for what a leader holds: with {@link
     * org.stellaops.persistence.Limits#ROOM_OF_UPDATES room} beyond the limits of a whole record.
     */
    public List<ContentProblem> problemsOfHeld(RecordKey key, Struct content) {
        return problemsOf(ContentRules.ofHeld(this), key, content);
    }

    /**
     * The text by which a key holds an id: of a {@code String}, {@code UUID}, number, {@code ObjectId}, id record or {@link
     * LegacyId}. A numeric id may be given as digits.
     *
     * @throws IllegalArgumentException if it is no id of this type
     */
    public String idText(Object id) {
        return IdTexts.textOf(idKind, id);
    }

    /**
     * Rejects a key that is not of this type.
     *
     * @throws IllegalArgumentException if it has a tenant and should not, or the reverse, or its id is of another kind
     */
    public void requireKey(RecordKey key) {
        if (key.tenant().isPresent() != (tenancy == Tenancy.TENANT)) {
            throw new IllegalArgumentException(this
                    + (tenancy == Tenancy.TENANT
                            ? " is tenant-scoped: the key must name a tenant"
                            : " is global: the key must not name a tenant"));
        }
        idKind.require(key.id());
        Optional<String> tenant = key.tenant();
        // Not by a function, which would be made for each call.
        if (tenant.isPresent()) {
            tenantKind.require(tenant.get());
        }
    }

    /** Entity types are equal by module and name, so that one that is made again from the same declaration is the same. */
    @Override
    public boolean equals(Object other) {
        return other instanceof EntityType<?> that && module.equals(that.module) && table.equals(that.table);
    }

    @Override
    public int hashCode() {
        return Objects.hash(module, table);
    }

    /** Module and name, such as {@code vuln.advisories}. */
    @Override
    public String toString() {
        return module + "." + table;
    }

    /** Builds an entity type; {@link #build} checks everything at once. */
    public static final class Builder {

        private final String module;
        private final String table;
        private String collection;
        private Tenancy tenancy = Tenancy.GLOBAL;
        private IdKind tenantKind = IdKind.TEXT;
        private IdKind idKind = IdKind.TEXT;
        private boolean appendOnly;
        private String idField = "id";
        private final List<FieldDef> fields = new ArrayList<>();
        private final List<UniqueKey> uniqueKeys = new ArrayList<>();
        private final List<IndexDef> indexes = new ArrayList<>();
        private @Nullable Function<EntityType<?>, LegacyMapping> mapping;

        private Builder(String module, String table) {
            this.module = module;
            this.table = table;
            this.collection = table;
        }

        /** The MongoDB collection, if its name differs from the table's. */
        @CanIgnoreReturnValue
        public Builder collection(String name) {
            this.collection = name;
            return this;
        }

        /** Makes the type tenant-scoped or global; global by default. */
        @CanIgnoreReturnValue
        public Builder tenancy(Tenancy value) {
            this.tenancy = value;
            return this;
        }

        /** What the tenants are: texts by default, or UUIDs, which PostgreSQL keeps in a column of that type. */
        @CanIgnoreReturnValue
        public Builder tenantKind(IdKind value) {
            this.tenantKind = value;
            return this;
        }

        /** What the ids are, and the name of the id; a text named {@code id} by default. */
        @CanIgnoreReturnValue
        public Builder id(String name, IdKind kind) {
            this.idField = name;
            this.idKind = kind;
            return this;
        }

        /** Whether records are only ever inserted; false by default. */
        @CanIgnoreReturnValue
        public Builder appendOnly(boolean value) {
            this.appendOnly = value;
            return this;
        }

        /** Adds fields in their order. */
        @CanIgnoreReturnValue
        public Builder fields(FieldDef... added) {
            fields.addAll(List.of(added));
            return this;
        }

        /** Adds a unique key. */
        @CanIgnoreReturnValue
        public Builder unique(String name, String... names) {
            uniqueKeys.add(new UniqueKey(name, List.of(names)));
            return this;
        }

        /** Adds an index in PostgreSQL. */
        @CanIgnoreReturnValue
        public Builder index(IndexDef added) {
            indexes.add(added);
            return this;
        }

        /** How legacy documents look, if they differ from the fields. */
        @CanIgnoreReturnValue
        public Builder legacy(LegacyShape shape) {
            return legacy(shape::mapping);
        }

        /** The mapping of legacy documents, if no {@link LegacyShape} describes them. */
        @CanIgnoreReturnValue
        public Builder legacy(Function<EntityType<?>, LegacyMapping> value) {
            this.mapping = value;
            return this;
        }

        /**
         * The entity type, read and written as {@link Document}.
         *
         * @throws IllegalArgumentException if the definition is inconsistent; the message lists every problem
         */
        public EntityType<Document> build() {
            return build(Document.class, new DocumentCodec());
        }

        /**
         * The entity type of an application's class.
         *
         * @throws IllegalArgumentException if the definition is inconsistent; the message lists every problem
         */
        public <T> EntityType<T> build(Class<T> javaType, EntityCodec<T> codec) {
            List<String> problems = problems();
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException(problems.size() + " problem(s) in entity type " + module + "."
                        + table + ": " + String.join("; ", problems));
            }
            return new EntityType<>(this, javaType, codec);
        }

        private List<String> problems() {
            List<String> problems = new ArrayList<>();
            requireName(problems, "module", module);
            requireName(problems, "table", table);
            if (collection.isEmpty() || collection.startsWith("system.") || collection.contains("$")) {
                problems.add("collection '" + collection + "' is no name of a MongoDB collection");
            }
            if (tenantKind == IdKind.OBJECT_ID) {
                problems.add("tenants are texts or UUIDs, and no object ids");
            }
            Set<String> names = new HashSet<>(Set.of(idField));
            Set<String> columns = new HashSet<>(Set.of(FieldDef.snakeCase(idField)));
            if (tenancy == Tenancy.TENANT) {
                columns.add("tenant_id");
            }
            Set<String> tables = new HashSet<>(Set.of(table));
            for (FieldDef field : fields) {
                if (!names.add(field.name())) {
                    problems.add("field " + field.name() + " is declared twice");
                }
                if (!columns.add(field.column())) {
                    problems.add("column " + field.column() + " is used twice, or is reserved");
                }
                childTable(field)
                        .filter(child -> !tables.add(child))
                        .ifPresent(child -> problems.add("table " + child + " is used twice"));
            }
            if (fields.stream()
                            .filter(it -> it.type() instanceof FieldType.Remainder)
                            .count()
                    > 1) {
                problems.add("there is more than one remainder");
            }
            uniqueKeys.forEach(key -> key.fields().stream()
                    .filter(name -> fields.stream()
                            .noneMatch(it -> it.name().equals(name) && it.type() instanceof FieldType.Scalar))
                    .forEach(name -> problems.add(
                            "unique key " + key.name() + " names " + name + ", which is no scalar field")));
            problems.addAll(indexRules().problems(indexes, uniqueKeys));
            return problems;
        }

        private IndexRules indexRules() {
            return new IndexRules(table, idField, fields);
        }

        private static Optional<String> childTable(FieldDef field) {
            if (field.type() instanceof FieldType.Child it) {
                return Optional.of(it.table());
            }
            return field.type() instanceof FieldType.ChildValues it ? Optional.of(it.table()) : Optional.empty();
        }

        private static void requireName(List<String> problems, String what, String name) {
            if (!name.matches("[a-z][a-z0-9_]{0,55}")) {
                problems.add(what + " '" + name + "' must be lower-case letters, digits and underscores, at most 56");
            }
        }
    }

    private static final class DocumentCodec implements EntityCodec<Document> {

        @Override
        public String idOf(Document entity) {
            return entity.id();
        }

        @Override
        public Struct contentOf(Document entity) {
            return entity.content();
        }

        @Override
        public Document entityOf(String id, Struct content) {
            return new Document(id, content);
        }
    }
}
