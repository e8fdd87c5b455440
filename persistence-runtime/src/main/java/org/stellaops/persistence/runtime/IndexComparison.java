// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.IndexDef;
import org.stellaops.persistence.runtime.IndexReport.Finding;
import org.stellaops.persistence.runtime.IndexReport.Kind;
import org.stellaops.persistence.spi.StoredIndex;

/** Compares the indexes of both stores with what an entity type declares. Pure. */
final class IndexComparison {

    private final EntityType<?> type;
    private final List<StoredIndex> legacy;
    private final List<StoredIndex> target;
    private final Function<IndexDef, String> statements;

    /** With the statement that makes an index on the target. */
    IndexComparison(
            EntityType<?> type,
            List<StoredIndex> legacy,
            List<StoredIndex> target,
            Function<IndexDef, String> statements) {
        this.type = type;
        this.legacy = legacy;
        this.target = target;
        this.statements = statements;
    }

    IndexReport report() {
        List<Finding> findings = new ArrayList<>();
        type.indexes().forEach(it -> ofDeclared(it).ifPresent(findings::add));
        legacy.forEach(it -> ofLegacy(it).ifPresent(findings::add));
        findings.sort(Comparator.comparing(Finding::kind).thenComparing(Finding::index));
        return new IndexReport(type.toString(), target.size(), legacy.size(), findings);
    }

    private Optional<Finding> ofDeclared(IndexDef declared) {
        Optional<StoredIndex> found =
                target.stream().filter(it -> it.name().equals(declared.name())).findFirst();
        String statement = statements.apply(declared);
        if (found.isEmpty()) {
            return Optional.of(new Finding(
                    Kind.MISSING,
                    declared.name(),
                    "is declared, but not there; run 'persistence migrations run'",
                    statement));
        } else if (!found.get().valid()) {
            return Optional.of(new Finding(
                    Kind.INVALID,
                    declared.name(),
                    "was not built to its end; run 'persistence migrations run', which drops it first",
                    statement));
        } else if (!isSame(declared, found.get())) {
            return Optional.of(new Finding(
                    Kind.DIFFERENT,
                    declared.name(),
                    "is on " + found.get().keysText() + ", but is declared otherwise; drop it, or declare another name",
                    statement));
        }
        return Optional.empty();
    }

    private static boolean isSame(IndexDef declared, StoredIndex found) {
        boolean ordered = declared.method() == IndexDef.Method.BTREE;
        List<StoredIndex.Key> wanted = declared.keys().stream()
                .map(it -> new StoredIndex.Key(it.field(), true, it.descending()))
                .toList();
        return ordered == found.ordered()
                && declared.where().isPresent() == found.partial()
                && found.keys().size() >= wanted.size()
                && found.keys().subList(0, wanted.size()).equals(wanted);
    }

    private Optional<Finding> ofLegacy(StoredIndex index) {
        if (!index.ordered() || index.keys().stream().anyMatch(it -> !it.isField())) {
            return Optional.of(new Finding(
                    Kind.NO_COUNTERPART,
                    index.name(),
                    "of the collection is on " + index.keysText()
                            + (index.ordered() ? ", not all of which are fields of the type" : ", which is no order"),
                    ""));
        } else if (target.stream().anyMatch(it -> serves(it, index))) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                Kind.LEGACY_ONLY,
                index.name(),
                "of the collection is " + (index.unique() ? "unique " : "") + "on " + index.keysText()
                        + ", and no index of the target serves what it serves; declare "
                        + (index.unique() ? "a unique key" : "an index") + ", or ignore it if no query needs it",
                index.unique() ? "" : suggestion(index)));
    }

    /** A partial index of the target serves a partial one only: which records they leave out is for a person to compare. */
    private boolean serves(StoredIndex held, StoredIndex wanted) {
        if (!held.valid() || (held.partial() && !wanted.partial()) || (wanted.ofTenant() && !held.ofTenant())) {
            return isContained(held, wanted);
        } else if (wanted.unique()) {
            return held.unique() && fields(held).equals(fields(wanted));
        }
        return isContained(held, wanted) || startsWith(held.keys(), wanted.keys());
    }

    /** An index on what a list contains; row-level security filters the tenant afterwards. */
    private boolean isContained(StoredIndex held, StoredIndex wanted) {
        return held.valid()
                && !held.ordered()
                && wanted.keys().size() == 1
                && held.keys().size() == 1
                && held.keys().get(0).field().equals(wanted.keys().get(0).field());
    }

    private static boolean startsWith(List<StoredIndex.Key> held, List<StoredIndex.Key> wanted) {
        if (held.size() < wanted.size()) {
            return false;
        }
        Set<Boolean> sameDirection = new HashSet<>();
        for (int i = 0; i < wanted.size(); i++) {
            if (!held.get(i).field().equals(wanted.get(i).field())) {
                return false;
            }
            sameDirection.add(held.get(i).descending() == wanted.get(i).descending());
        }
        return sameDirection.size() == 1;
    }

    private static Set<String> fields(StoredIndex index) {
        Set<String> fields = new HashSet<>();
        index.keys().forEach(it -> fields.add(it.field()));
        return fields;
    }

    private String suggestion(StoredIndex index) {
        boolean isList = index.keys().size() == 1
                && type.field(index.keys().get(0).field())
                        .filter(it -> it.type() instanceof FieldType.Array)
                        .isPresent();
        IndexDef wanted = isList
                ? IndexDef.containment(index.keys().get(0).field())
                : new IndexDef(
                        "",
                        index.keys().stream()
                                .map(it -> new IndexDef.Key(it.field(), it.descending()))
                                .toList(),
                        IndexDef.Method.BTREE,
                        Optional.empty());
        try {
            return statements.apply(type.checked(wanted));
        } catch (IllegalArgumentException e) {
            // Of several tables, or of a list among others: no one index serves it.
            return "";
        }
    }
}
