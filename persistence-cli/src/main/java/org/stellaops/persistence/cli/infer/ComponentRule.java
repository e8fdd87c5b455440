// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.infer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.BsonType;
import org.stellaops.persistence.cli.infer.ProposedField.Kind;
import org.stellaops.persistence.cli.infer.ProposedField.ProposedRecord;
import org.stellaops.persistence.cli.infer.Proposer.Types;

/** Which component holds a member: columns, an array, a child table, or JSON. */
final class ComponentRule {

    private static final int MOST_COLUMNS = 25;
    private static final int FREE_KEYS = 30;

    private final Names names;
    private final List<Note> notes;
    private final Proposer.Choices choices;
    private final String table;
    private final boolean complete;

    ComponentRule(Names names, List<Note> notes, Proposer.Choices choices, String table, boolean complete) {
        this.names = names;
        this.notes = notes;
        this.choices = choices;
        this.table = table;
        this.complete = complete;
    }

    /** The remainder takes no name at the top of a document that begins with $. */
    static boolean needsComponent(String member, String within) {
        return within.isEmpty() && member.startsWith("$");
    }

    String table() {
        return table;
    }

    /** The component; empty if everything that was seen is null, or of a type that the library does not carry. */
    Optional<ProposedField> component(String member, PathProfile path, long around, String within) {
        Types.foreign(path)
                .ifPresent(it -> notes.add(new Note(
                        member,
                        "values of type " + it + " cannot be carried; documents that have one are refused by name")));
        if (needsComponent(member, within)) {
            notes.add(new Note(
                    member,
                    "begins with $, which MongoDB refuses in a document that replaces another one: records that have it are read, copied and "
                            + "verified, but cannot be replaced while MongoDB is written"));
        } else if (path.present() == 0) {
            notes.add(new Note(member, "is null wherever it was seen, and goes into the remainder"));
            return Optional.empty();
        }
        if (path.present() == 0 || choices.levelOf(member) > 0) {
            notes.add(new Note(
                    member, "is kept as JSON, because no plainer columns carry all its values: " + Types.text(path)));
            return Optional.of(json(member, within));
        }
        boolean nullable = !complete || path.present() < around;
        return Optional.of(ScalarRule.of(path, choices.showValues())
                .map(it -> scalar(member, it, nullable, within))
                .or(() -> list(member, path, nullable, within))
                .or(() -> child(member, path, within))
                .or(() -> flat(member, path, nullable, within))
                .or(() -> map(member, path, within))
                .orElseGet(() -> mixed(member, path, within)));
    }

    private ProposedField scalar(String member, ScalarChoice choice, boolean nullable, String within) {
        choice.note().ifPresent(it -> notes.add(new Note(member, it)));
        List<String> annotations = new ArrayList<>(stored(choice));
        if (!choice.absent().isEmpty()) {
            annotations.add("@Absent({"
                    + choice.absent().stream().map(JavaText::quoted).collect(Collectors.joining(", ")) + "})");
        }
        boolean missing = nullable || !choice.absent().isEmpty();
        return new ProposedField(
                member,
                names.component(member, within),
                missing ? choice.nullable() : choice.required(),
                annotations,
                missing,
                Kind.SCALAR,
                ProposedRecord.NONE);
    }

    private static List<String> stored(ScalarChoice choice) {
        return choice.forms().isEmpty()
                ? List.of()
                : List.of("@Stored({"
                        + choice.forms().stream()
                                .map(it -> "StoredAs." + it.name())
                                .collect(Collectors.joining(", ")) + "})");
    }

    /** A list of scalars of one class, where a single one may stand for a list of one. */
    private Optional<ProposedField> list(String member, PathProfile path, boolean nullable, String within) {
        PathProfile elements = path.elements();
        boolean single = path.count(BsonType.ARRAY) < path.present();
        if (path.count(BsonType.ARRAY) == 0 || elements.count(BsonType.NULL) > 0 || elements.present() == 0) {
            return Optional.empty();
        }
        Optional<ScalarChoice> each = ScalarRule.of(elements, false).filter(ScalarChoice::isPlain);
        if (each.isEmpty()
                || (single
                        && !path.isOnly(
                                BsonType.ARRAY,
                                elements.types().keySet().iterator().next()))) {
            return Optional.empty();
        }
        if (single) {
            notes.add(new Note(member, "is a list in some documents and a single value in others, and stays so"));
        }
        return Optional.of(new ProposedField(
                member,
                names.component(member, within),
                "List<" + each.get().nullable() + ">",
                List.of(),
                nullable,
                Kind.LIST,
                ProposedRecord.NONE));
    }

    /** A child table for a list of documents of which most members are scalars. */
    private Optional<ProposedField> child(String member, PathProfile path, String within) {
        PathProfile rows = path.elements();
        boolean isList =
                path.isOnly(BsonType.ARRAY) && rows.isOnly(BsonType.DOCUMENT) && rows.count(BsonType.NULL) == 0;
        if (!within.isEmpty()
                || !isList
                || rows.members().size() > MOST_COLUMNS
                || rows.members().isEmpty()) {
            return Optional.empty();
        }
        String component = names.component(member, within);
        ProposedRecord row =
                nested(member, rows, new ComponentRule(new Names(Set.of()), notes, plain(), table, complete), "", true);
        return Optional.of(new ProposedField(
                member,
                component,
                "List<" + row.name() + ">",
                List.of("@Child(table = \"" + names.table(table + "_" + member) + "\")"),
                false,
                Kind.CHILD,
                row));
    }

    /** The columns of a document that has the same members nearly everywhere. */
    private Optional<ProposedField> flat(String member, PathProfile path, boolean nullable, String within) {
        boolean regular = path.members().values().stream().allMatch(it -> it.total() * 2 >= path.present());
        boolean scalars = path.members().values().stream()
                .allMatch(it -> it.present() > 0 && ScalarRule.of(it, false).isPresent());
        if (!within.isEmpty()
                || !path.isOnly(BsonType.DOCUMENT)
                || path.hasEmptyDocuments()
                || path.hasFreeKeys()
                || path.members().size() > MOST_COLUMNS
                || !regular
                || !scalars) {
            return Optional.empty();
        }
        String component = names.component(member, within);
        ProposedRecord columns =
                nested(member, path, new ComponentRule(names, notes, plain(), table, complete), component, false);
        return Optional.of(
                new ProposedField(member, component, columns.name(), List.of("@Flat"), nullable, Kind.FLAT, columns));
    }

    /** What a proof found out is about members of the document itself. */
    private Proposer.Choices plain() {
        return new Proposer.Choices(choices.module(), choices.type(), "", choices.showValues(), Map.of(), Set.of());
    }

    private ProposedRecord nested(
            String member, PathProfile path, ComponentRule rule, String within, boolean withRemainder) {
        List<ProposedField> fields = new ArrayList<>();
        path.members()
                .forEach((name, it) -> rule.column(member, name, it, path.count(BsonType.DOCUMENT), within)
                        .ifPresent(fields::add));
        if (withRemainder) {
            fields.add(new ProposedField(
                    "",
                    rule.names.component("more", within),
                    "JsonNode",
                    List.of("@Remainder"),
                    true,
                    Kind.REMAINDER,
                    ProposedRecord.NONE));
        }
        return new ProposedRecord(names.type(member), fields);
    }

    /** A column of a nested record: a scalar, a list of scalars, or JSON. */
    private Optional<ProposedField> column(String of, String member, PathProfile path, long around, String within) {
        int before = notes.size();
        boolean nullable = !complete || path.present() < around;
        Optional<ProposedField> column = path.present() == 0
                ? Optional.empty()
                : Optional.of(ScalarRule.of(path, choices.showValues())
                        .map(it -> scalar(member, it, nullable, within))
                        .or(() -> list(member, path, nullable, within))
                        .orElseGet(() -> json(member, within)));
        for (int i = before; i < notes.size(); i++) {
            notes.set(i, new Note(of + "." + notes.get(i).path(), notes.get(i).text()));
        }
        return column;
    }

    /** Free keys with values of one class. */
    private Optional<ProposedField> map(String member, PathProfile path, String within) {
        if (!path.isOnly(BsonType.DOCUMENT) || path.members().size() < FREE_KEYS || !within.isEmpty()) {
            return Optional.empty();
        }
        List<String> classes = path.members().values().stream()
                .map(it -> it.count(BsonType.NULL) > 0
                        ? ""
                        : ScalarRule.of(it, false)
                                .filter(ScalarChoice::isPlain)
                                .map(ScalarChoice::nullable)
                                .orElse(""))
                .distinct()
                .toList();
        if (classes.size() != 1 || classes.get(0).isEmpty()) {
            return Optional.empty();
        }
        notes.add(new Note(member, "a map with free keys"));
        return Optional.of(new ProposedField(
                member,
                names.component(member, within),
                "Map<String, " + classes.get(0) + ">",
                List.of(),
                true,
                Kind.JSON,
                ProposedRecord.NONE));
    }

    private ProposedField mixed(String member, PathProfile path, String within) {
        boolean isOneType = path.isOnly(BsonType.DOCUMENT) || path.isOnly(BsonType.ARRAY);
        notes.add(new Note(
                member,
                isOneType
                        ? "is of no regular structure, so it is kept as JSON"
                        : "is of mixed types, so it is kept as JSON: " + Types.text(path)));
        return json(member, within);
    }

    private ProposedField json(String member, String within) {
        return new ProposedField(
                member,
                names.component(member, within),
                "JsonNode",
                List.of("@Json"),
                true,
                Kind.JSON,
                ProposedRecord.NONE);
    }
}
