// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.StructLayout;
import org.stellaops.persistence.value.Value;

/** The mapping that a {@link LegacyShape} describes: one or more versions of documents side by side. */
final class ShapedMapping implements LegacyMapping {

    /**
     * Documents of one version.
     *
     * @param matches whether a document is of it
     * @param constants what each of them has beside its fields
     * @param layout of the names of its fields, in their order
     */
    record Version(
            Predicate<Struct> matches, List<FieldShape> fields, Map<String, Value> constants, StructLayout layout) {

        static Version of(Predicate<Struct> matches, List<FieldShape> fields, Map<String, Value> constants) {
            StructLayout layout =
                    StructLayout.of(fields.stream().map(FieldShape::name).toList());
            return new Version(matches, fields, constants, layout);
        }

        Optional<FieldShape> field(FieldDef field) {
            return ShapedFields.find(fields, field);
        }
    }

    private final IdShape ids;
    private final List<Version> versions;
    private final boolean normalise;
    private final ShapedFields queries;
    private final Optional<PlainShape> plain;

    /** The last version is that of new documents, and of all that no other matches. */
    ShapedMapping(IdShape ids, List<Version> versions, boolean normalise) {
        this.ids = ids;
        this.versions = List.copyOf(versions);
        this.normalise = normalise;
        this.plain = this.versions.size() == 1 ? PlainShape.of(newest(), ids) : Optional.empty();
        this.queries = new ShapedFields(versions.stream().map(Version::fields).toList());
    }

    @Override
    public Struct toDocument(RecordKey key, Struct content) {
        return withTenant(key, write(newest(), content, Struct.EMPTY));
    }

    @Override
    public Struct toDocument(RecordKey key, Struct content, Struct held) {
        if (normalise) {
            return toDocument(key, content);
        }
        try {
            Version version = versionOf(held);
            Struct before = withTenant(key, write(version, fromDocument(key, held), held));
            Struct merged = LegacyMerge.of(held, before, withTenant(key, write(version, content, held)));
            return fromDocument(key, merged).equals(content) ? merged : toDocument(key, content);
        } catch (UnmappableException e) {
            return toDocument(key, content);
        }
    }

    @Override
    public Struct fromDocument(RecordKey key, Struct document) {
        Version version = versionOf(document);
        Struct members = ids.where() == IdShape.Where.MEMBER ? document.without(ids.tenantName()) : document;
        return ShapeReading.read(ValuePath.WHOLE, version.fields(), version.layout(), version.constants(), members);
    }

    @Override
    public Value toId(RecordKey key) {
        return ids.idOf(key).value();
    }

    @Override
    public LegacyId idOf(RecordKey key) {
        return ids.idOf(key);
    }

    @Override
    public RecordKey fromId(Value id) {
        return ids.keyOf(ids.inOrder(LegacyId.of(id)), name -> Optional.empty());
    }

    @Override
    public RecordKey keyOf(LegacyId id, Function<String, Optional<Value>> members) {
        return ids.keyOf(id, members);
    }

    @Override
    public Optional<String> tenantPath() {
        return ids.tenantPath();
    }

    @Override
    public Value tenantValue(String tenant) {
        return ids.tenantValue(tenant);
    }

    @Override
    public IdKind tenantKind() {
        return ids.tenantKind();
    }

    @Override
    public String tenantText(String given) {
        return IdTexts.textOf(tenantKind(), given);
    }

    @Override
    public String idPath() {
        return ids.idPath();
    }

    @Override
    public Optional<String> path(FieldDef field) {
        return queries.path(field);
    }

    @Override
    public boolean isOrdered(FieldDef field) {
        return queries.isOrdered(field);
    }

    @Override
    public Value queryValue(FieldDef field, Value value) {
        return queries.queryValue(field, value);
    }

    @Override
    public boolean hasOneMeaning(FieldDef field) {
        return queries.hasOneMeaning(field);
    }

    @Override
    public Optional<Value> contentOf(FieldDef field, Optional<Value> stored) {
        return queries.contentOf(field, stored);
    }

    @Override
    public boolean isPlainJson(FieldDef field) {
        return queries.isPlainJson(field);
    }

    /** Of versions side by side, only the whole document says of which it is; and so for the remainder. */
    @Override
    public Optional<LegacySelection> selection(Set<String> fields) {
        List<FieldShape> some = newest().fields().stream()
                .filter(it -> fields.contains(it.name()))
                .toList();
        List<String> members =
                some.stream().map(it -> it.path().get(0)).distinct().toList();
        boolean canBeNamed = members.stream().noneMatch(it -> it.isEmpty() || it.contains(".") || it.startsWith("$"));
        return versions.size() == 1 && canBeNamed && some.stream().noneMatch(FieldShape::isRemainder)
                ? Optional.of(new LegacySelection(members, document -> ShapeReading.some(some, document)))
                : Optional.empty();
    }

    /** Of no version a member of its own, wherever the version has it. */
    @Override
    public boolean isOfRemainder(String member) {
        boolean isTenant =
                ids.where() == IdShape.Where.MEMBER && ids.tenantName().equals(member);
        return !isTenant
                && versions.stream()
                        .noneMatch(it -> it.constants().containsKey(member)
                                || it.fields().stream()
                                        .anyMatch(field -> !field.isRemainder()
                                                && field.path().get(0).equals(member)));
    }

    @Override
    public LegacyMatch match(FieldDef field, Value value) {
        return queries.match(field, value);
    }

    @Override
    public LegacyMatch matchMissing(FieldDef field) {
        return queries.matchMissing(field);
    }

    /** The documents of an array have no version of their own, so that any may be in the form of any version. */
    @Override
    public Optional<LegacyFields> rows(FieldDef list) {
        return path(list)
                .map(unused -> new ShapedFields(versions.stream()
                        .map(it -> it.field(list).map(FieldShape::columns).orElse(List.of()))
                        .toList()));
    }

    @Override
    public boolean hides(String member, Value value) {
        boolean isTenant =
                ids.where() == IdShape.Where.MEMBER && ids.tenantName().equals(member);
        return isTenant
                || newest().constants().containsKey(member)
                || newest().fields().stream()
                        .filter(it -> !it.isRemainder() && it.path().get(0).equals(member))
                        .anyMatch(it -> it.path().size() == 1 || hides(it.path(), value));
    }

    private static boolean hides(List<String> path, Value value) {
        Value at = value;
        for (String name : path.subList(1, path.size())) {
            if (!(at instanceof Struct it)) {
                return true;
            } else if (!it.has(name)) {
                return false;
            }
            at = it.find(name).orElse(Value.Null.NULL);
        }
        return true;
    }

    @Override
    public List<String> memberOrder() {
        return ShapeQueries.memberOrder(newest().fields());
    }

    @Override
    public List<LegacyMember> members(EntityType<?> type) {
        Map<String, LegacyMember> members = new LinkedHashMap<>();
        tenantPath().ifPresent(it -> members.put(it, new LegacyMember(it, "tenant", LegacyMember.Inside.ANYTHING)));
        for (int i = versions.size() - 1; i >= 0; i--) {
            ShapeMembers.of(versions.get(i).fields()).forEach(it -> members.putIfAbsent(it.path(), it));
            versions.get(i)
                    .constants()
                    .keySet()
                    .forEach(it ->
                            members.putIfAbsent(it, new LegacyMember(it, "constant", LegacyMember.Inside.ANYTHING)));
        }
        return List.copyOf(members.values());
    }

    @Override
    public List<ReadingNote> notes(RecordKey key, Struct document) {
        Version version = versionOf(document);
        Struct members = ids.where() == IdShape.Where.MEMBER ? document.without(ids.tenantName()) : document;
        Struct written = write(version, fromDocument(key, document), Struct.EMPTY);
        return ShapeNotes.of(version.fields(), version.constants(), members, written);
    }

    private static Struct write(Version version, Struct content, Struct held) {
        return ShapeWriting.write(version.fields(), version.constants(), content, held);
    }

    private Struct withTenant(RecordKey key, Struct document) {
        return ids.where() == IdShape.Where.MEMBER
                ? document.with(ids.tenantName(), ids.tenantValue(key.tenantOrEmpty()))
                : document;
    }

    private Version newest() {
        return versions.get(versions.size() - 1);
    }

    /** How documents hold contents, if they hold each as it is. */
    Optional<PlainShape> plain() {
        return plain;
    }

    private Version versionOf(Struct document) {
        if (versions.size() == 1) {
            return newest();
        }
        return versions.stream()
                .filter(it -> it.matches().test(document))
                .findFirst()
                .orElseGet(this::newest);
    }
}
