// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks declared indexes against the fields, and gives them names. Pure. */
final class IndexRules {

    private static final int LONGEST_NAME = 63;

    private final String table;
    private final String idField;
    private final List<FieldDef> fields;

    IndexRules(String table, String idField, List<FieldDef> fields) {
        this.table = table;
        this.idField = idField;
        this.fields = fields;
    }

    /** What is wrong with these indexes; their names must differ from those of the unique keys. */
    List<String> problems(List<IndexDef> indexes, List<UniqueKey> uniqueKeys) {
        List<String> problems = new ArrayList<>();
        Set<String> names = uniqueKeys.stream().map(UniqueKey::name).collect(Collectors.toCollection(HashSet::new));
        for (IndexDef index : indexes) {
            List<String> before = List.copyOf(problems);
            index.keys().forEach(key -> problemOf(index, key.field()).ifPresent(problems::add));
            index.where().flatMap(it -> problemOf(index, it)).ifPresent(problems::add);
            if (before.size() < problems.size()) {
                continue;
            }
            if (lists(index).size() > 1) {
                problems.add("index " + index.keys() + " mixes fields of several tables; declare one for each");
            } else if (!lists(index).equals(Set.of("")) && index.where().isPresent()) {
                problems.add("index " + index.keys() + " of a child list cannot leave out records");
            } else if (!names.add(named(index).name())) {
                problems.add("index " + named(index).name() + " is declared twice; name one of them");
            }
        }
        return problems;
    }

    /** The index with its name. */
    IndexDef named(IndexDef index) {
        if (!index.name().isEmpty()) {
            return index;
        }
        String of = lists(index).stream()
                .findFirst()
                .flatMap(this::field)
                .flatMap(IndexRules::childTable)
                .orElse(table);
        String name = "idx_" + of + "_"
                + index.keys().stream().map(it -> columnOf(it.field())).collect(Collectors.joining("_"));
        return index.named(name.substring(0, Math.min(name.length(), LONGEST_NAME)));
    }

    private Optional<String> problemOf(IndexDef index, String name) {
        Optional<FieldType> type = typeOf(name);
        if (type.isEmpty()) {
            return Optional.of("an index names " + name + ", which is no field");
        }
        boolean fits = index.method() == IndexDef.Method.GIN
                ? index.keys().size() == 1 && !(type.get() instanceof FieldType.Scalar) && !isChild(type.get())
                : type.get() instanceof FieldType.Scalar;
        return fits
                ? Optional.empty()
                : Optional.of(index.method() + " index on " + name
                        + ": BTREE is for scalars, lines.sku for a column of a child"
                        + " list, and GIN for one array or JSON field");
    }

    private Optional<String> problemOf(IndexDef index, IndexDef.Where where) {
        boolean nullable = field(where.field()).filter(FieldDef::nullable).isPresent();
        return nullable
                ? Optional.empty()
                : Optional.of("an index on " + index.keys() + " leaves out records by " + where.field()
                        + ", which is no field that may be missing");
    }

    private Set<String> lists(IndexDef index) {
        return index.keys().stream()
                .map(it -> it.field().contains(".")
                        ? it.field().substring(0, it.field().indexOf('.'))
                        : "")
                .collect(Collectors.toSet());
    }

    private Optional<FieldType> typeOf(String name) {
        if (name.equals(idField)) {
            return Optional.of(FieldType.Scalar.of(ScalarKind.TEXT));
        }
        int dot = name.indexOf('.');
        return dot < 0
                ? field(name).map(FieldDef::type)
                : field(name.substring(0, dot))
                        .flatMap(it -> column(it, name.substring(dot + 1)).map(FieldDef::type));
    }

    private String columnOf(String name) {
        int dot = name.indexOf('.');
        if (dot < 0) {
            return field(name).map(FieldDef::column).orElse(FieldDef.snakeCase(name));
        }
        return field(name.substring(0, dot))
                .flatMap(it -> column(it, name.substring(dot + 1)))
                .map(FieldDef::column)
                .orElse(name);
    }

    private static Optional<FieldDef> column(FieldDef list, String name) {
        if (list.type() instanceof FieldType.Child it) {
            return it.columns().stream()
                    .filter(column -> column.name().equals(name))
                    .findFirst();
        }
        return list.type() instanceof FieldType.ChildValues it && name.equals("value")
                ? Optional.of(FieldDef.of("value", it.element()))
                : Optional.empty();
    }

    private static boolean isChild(FieldType type) {
        return type instanceof FieldType.Child || type instanceof FieldType.ChildValues;
    }

    private static Optional<String> childTable(FieldDef field) {
        if (field.type() instanceof FieldType.Child it) {
            return Optional.of(it.table());
        }
        return field.type() instanceof FieldType.ChildValues it ? Optional.of(it.table()) : Optional.empty();
    }

    private Optional<FieldDef> field(String name) {
        return fields.stream().filter(it -> it.name().equals(name)).findFirst();
    }
}
