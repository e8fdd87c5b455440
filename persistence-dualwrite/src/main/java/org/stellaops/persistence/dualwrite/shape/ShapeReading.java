// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shape;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Sort;

/** Reads the shape of one conjunction. Not for more than one. */
final class ShapeReading {

    private final EntityType<?> type;
    private final String prefix;
    private final List<String> equal = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private final List<String> range = new ArrayList<>();
    private final List<String> contained = new ArrayList<>();
    private final List<QueryShape> rows = new ArrayList<>();
    private final List<List<QueryShape>> either = new ArrayList<>();
    private boolean rest;
    /** The member that is asked for, while a condition on it is read. */
    private Optional<String> member = Optional.empty();

    /** With the name of the list in front of each field, within a condition on rows. */
    ShapeReading(EntityType<?> type, String prefix) {
        this.type = type;
        this.prefix = prefix;
    }

    QueryShape read(Condition where, List<Sort> sorts) {
        add(where);
        return new QueryShape(equal, missing, range, contained, rows, either, rest, upToId(sorts));
    }

    /** Behind the id nothing is left to order. */
    private List<Sort> upToId(List<Sort> sorts) {
        List<Sort> needed = new ArrayList<>(sorts.size());
        for (Sort sort : sorts) {
            if (sort.field().equals(type.idField())) {
                break;
            } else if (!needed.contains(sort)) {
                needed.add(sort);
            }
        }
        return needed;
    }

    private void add(Condition condition) {
        if (condition instanceof Condition.Compare it) {
            (it.operator() == Condition.Operator.EQUAL ? equal : range).add(nameOf(it.field()));
        } else if (condition instanceof Condition.In it) {
            equal.add(nameOf(it.field()));
        } else if (condition instanceof Condition.Prefix it) {
            range.add(nameOf(it.field()));
        } else if (condition instanceof Condition.Missing it) {
            missing.add(nameOf(it.field()));
        } else if (condition instanceof Condition.Contains it) {
            contained.add(prefix + it.field());
        } else if (condition instanceof Condition.Any it) {
            any(it);
        } else if (condition instanceof Condition.Member it) {
            member(it);
        } else if (condition instanceof Condition.And it) {
            it.parts().forEach(this::add);
        } else if (condition instanceof Condition.Or it) {
            either(it);
        } else if (condition instanceof Condition.Not) {
            rest = true;
        }
    }

    private String nameOf(String field) {
        return member.orElse(prefix + field);
    }

    /** A member of the remainder stands beside the fields. */
    private void member(Condition.Member condition) {
        boolean isOfRemainder = type.field(condition.field())
                .filter(it -> it.type() instanceof FieldType.Remainder)
                .isPresent();
        String names = String.join(".", condition.path());
        member = Optional.of(isOfRemainder ? names : prefix + condition.field() + "." + names);
        add(condition.where());
        member = Optional.empty();
    }

    /** That an element equals a value is what containment means. */
    private void any(Condition.Any any) {
        boolean isArray = type.field(any.field())
                .filter(it -> it.type() instanceof FieldType.Array)
                .isPresent();
        boolean isEqual = any.where() instanceof Condition.Compare it && it.operator() == Condition.Operator.EQUAL;
        if (isArray && isEqual) {
            contained.add(prefix + any.field());
        } else {
            rows.add(new ShapeReading(type, prefix + any.field() + ".").read(any.where(), List.of()));
        }
    }

    /** The branches in one order, whatever order the caller had them in; a branch that occurs often is one. */
    private void either(Condition.Or or) {
        List<QueryShape> branches = or.parts().stream()
                .map(this::branch)
                .flatMap(ShapeReading::flat)
                .distinct()
                .sorted((one, other) -> one.toString().compareTo(other.toString()))
                .toList();
        either.add(branches);
    }

    private QueryShape branch(Condition condition) {
        ShapeReading branch = new ShapeReading(type, prefix);
        branch.member = member;
        return branch.read(condition, List.of());
    }

    /** A disjunction within a disjunction is the same one. */
    private static Stream<QueryShape> flat(QueryShape branch) {
        boolean isNested = branch.either().size() == 1
                && branch.equal().isEmpty()
                && branch.missing().isEmpty()
                && branch.range().isEmpty()
                && branch.contained().isEmpty()
                && branch.rows().isEmpty()
                && !branch.rest();
        return isNested ? branch.either().get(0).stream() : Stream.of(branch);
    }
}
