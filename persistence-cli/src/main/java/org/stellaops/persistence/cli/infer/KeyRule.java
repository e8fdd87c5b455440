// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.infer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.stellaops.persistence.Limits;
import org.stellaops.persistence.cli.infer.ProposedField.Kind;

/** Unique keys and indexes of the target from those of the collection. Pure. */
final class KeyRule {

    private static final int LONGEST_NAME = 50;

    private final CollectionProfile profile;
    private final Proposer.Choices choices;
    private final List<ProposedField> fields;
    private final String table;
    private final List<Note> notes;

    private KeyRule(
            CollectionProfile profile,
            Proposer.Choices choices,
            List<ProposedField> fields,
            String table,
            List<Note> notes) {
        this.profile = profile;
        this.choices = choices;
        this.fields = fields;
        this.table = table;
        this.notes = notes;
    }

    static ProposedType.ProposedKeys of(
            CollectionProfile profile,
            Proposer.Choices choices,
            List<ProposedField> fields,
            String table,
            List<Note> notes) {
        KeyRule rule = new KeyRule(profile, choices, fields, table, notes);
        Set<String> unique = new LinkedHashSet<>();
        Set<String> indexes = new LinkedHashSet<>();
        profile.indexes().forEach(it -> rule.add(it, unique, indexes));
        rule.candidates();
        return new ProposedType.ProposedKeys(List.copyOf(unique), List.copyOf(indexes));
    }

    private void add(BsonDocument index, Set<String> unique, Set<String> indexes) {
        String name = index.getString("name", new BsonString("")).getValue();
        BsonDocument key = index.getDocument("key", new BsonDocument());
        if (name.equals("_id_") || name.startsWith("_sync")) {
            return;
        }
        if (index.containsKey("expireAfterSeconds")) {
            notes.add(new Note(name, "is a TTL index, whose deletes bypass the library; drop it before DUAL_WRITE"));
        }
        Optional<List<ProposedField>> columns = columns(key);
        if (columns.isEmpty()) {
            notes.add(new Note(
                    name,
                    "this index is on members that are no single columns, or of another kind than ascending"
                            + " and descending; declare what PostgreSQL needs instead"));
            return;
        }
        boolean isUnique = index.getBoolean("unique", BsonBoolean.FALSE).getValue();
        boolean isPartial = index.containsKey("partialFilterExpression") || index.containsKey("sparse");
        String names =
                columns.get().stream().map(it -> "\"" + it.component() + "\"").collect(Collectors.joining(", "));
        if (isUnique && !isPartial && columns.get().stream().allMatch(this::fitsUniqueKey)) {
            unique.add("@Unique(name = \"" + constraint(name) + "\", fields = {" + names + "})");
        } else if (!columns.get().isEmpty()) {
            if (isUnique) {
                notes.add(new Note(
                        name,
                        "this unique index leaves out documents, or has long or optional members, so it is"
                                + " proposed as a plain one"));
            }
            indexes.add("@Index(fields = {" + names + "}" + descending(key, columns.get()) + ")");
        }
    }

    /** The columns of an index; the tenant leads each one of the target by itself. */
    private Optional<List<ProposedField>> columns(BsonDocument key) {
        List<ProposedField> columns = new ArrayList<>();
        for (var part : key.entrySet()) {
            if (part.getKey().equals(choices.tenant())) {
                continue;
            }
            Optional<ProposedField> column = fields.stream()
                    .filter(it -> it.member().equals(part.getKey()) && it.kind() == Kind.SCALAR)
                    .filter(it -> it.annotations().isEmpty() && !it.type().equals("byte[]"))
                    .filter(it -> isOrdered(part.getValue()))
                    .findFirst();
            if (column.isEmpty()) {
                return Optional.empty();
            }
            columns.add(column.get());
        }
        return Optional.of(columns);
    }

    private static boolean isOrdered(BsonValue direction) {
        return direction.isNumber() && Math.abs(direction.asNumber().doubleValue()) == 1;
    }

    private boolean fitsUniqueKey(ProposedField field) {
        PathProfile path = profile.root().members().get(field.member());
        return path != null && !field.nullable() && path.longestText() * 4 <= Limits.LONGEST_UNIQUE_VALUE;
    }

    private static String descending(BsonDocument key, List<ProposedField> columns) {
        String names = columns.stream()
                .filter(it -> key.getNumber(it.member()).doubleValue() < 0)
                .map(it -> "\"" + it.component() + "\"")
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : ", descending = {" + names + "}";
    }

    private String constraint(String name) {
        String plain = ("uq_" + table + "_" + name).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
        return plain.substring(0, Math.min(LONGEST_NAME, plain.length())).replaceAll("_+$", "");
    }

    /** Members whose values are all different, though no index says so. */
    private void candidates() {
        if (!profile.isComplete() || profile.documents() < 2) {
            return;
        }
        profile.root().members().forEach((member, path) -> {
            boolean unique = path.total() == profile.documents()
                    && !path.scalars().isMany()
                    && path.scalars().count() == profile.documents();
            if (unique
                    && profile.indexes().stream()
                            .noneMatch(it -> it.getDocument("key").containsKey(member))) {
                notes.add(new Note(member, "all its values are different; it may be a unique key"));
            }
        });
    }
}
