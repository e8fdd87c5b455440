// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.coverage;

import java.util.List;
import java.util.stream.Collectors;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.query.Sort;

/** What a query asks, without its values. Pure. */
final class QueryWording {

    private static final long PRIME = 0x100000001b3L;

    private QueryWording() {}

    /** A number that two queries of one shape have in common, and others practically not. Allocates nothing. */
    static long number(Query query) {
        long number = number(query.where());
        List<Sort> sorts = query.sorts();
        for (int i = 0; i < sorts.size(); i++) {
            Sort it = sorts.get(i);
            number = with(number, it.field().hashCode() * 2L + (it.direction() == Sort.Direction.ASCENDING ? 0 : 1));
        }
        return query.after().isPresent() ? with(number, 0x70616765) : number;
    }

    static long number(Condition condition) {
        if (condition instanceof Condition.Compare it) {
            return with(it.field().hashCode(), 1 + code(it.operator()));
        } else if (condition instanceof Condition.In it) {
            return with(it.field().hashCode(), 11);
        } else if (condition instanceof Condition.Prefix it) {
            return with(it.field().hashCode(), 12);
        } else if (condition instanceof Condition.Contains it) {
            return with(it.field().hashCode(), 13);
        } else if (condition instanceof Condition.Missing it) {
            return with(it.field().hashCode(), 14);
        }
        return numberOfParts(condition);
    }

    private static long numberOfParts(Condition condition) {
        if (condition instanceof Condition.And it) {
            return with(number(it.parts()), 21);
        } else if (condition instanceof Condition.Or it) {
            return with(number(it.parts()), 22);
        } else if (condition instanceof Condition.Not it) {
            return with(number(it.part()), 23);
        } else if (condition instanceof Condition.Any it) {
            return with(with(number(it.where()), it.field().hashCode()), 24);
        } else if (condition instanceof Condition.Member it) {
            return with(
                    with(number(it.where()), it.field().hashCode()),
                    26 + it.path().hashCode());
        }
        return 25;
    }

    private static long number(List<Condition> parts) {
        long number = 0xcbf29ce484222325L;
        for (int i = 0; i < parts.size(); i++) {
            number = with(number, number(parts.get(i)));
        }
        return number;
    }

    private static long with(long number, long next) {
        long mixed = (number ^ (next + 0x9e3779b97f4a7c15L)) * PRIME;
        return mixed ^ (mixed >>> 29);
    }

    private static int code(Condition.Operator operator) {
        return switch (operator) {
            case EQUAL -> 0;
            case LESS -> 1;
            case LESS_OR_EQUAL -> 2;
            case GREATER -> 3;
            case GREATER_OR_EQUAL -> 4;
        };
    }

    /** For a person. */
    static String text(Query query) {
        String sorts = query.sorts().stream()
                .map(it -> it.field() + (it.direction() == Sort.Direction.ASCENDING ? "" : " desc"))
                .collect(Collectors.joining(", "));
        return text(query.where())
                + (sorts.isEmpty() ? "" : " order by " + sorts)
                + (query.after().isPresent() ? " from a token" : "");
    }

    static String text(Condition condition) {
        if (condition instanceof Condition.Compare it) {
            return it.field() + " " + symbol(it.operator()) + " ?";
        } else if (condition instanceof Condition.In it) {
            return it.field() + " in ?";
        } else if (condition instanceof Condition.Prefix it) {
            return it.field() + " begins with ?";
        } else if (condition instanceof Condition.Contains it) {
            return it.field() + " contains ?";
        } else if (condition instanceof Condition.Missing it) {
            return it.field() + " is missing";
        }
        return textOfParts(condition);
    }

    private static String textOfParts(Condition condition) {
        if (condition instanceof Condition.And it) {
            return joined(it.parts(), " and ");
        } else if (condition instanceof Condition.Or it) {
            return joined(it.parts(), " or ");
        } else if (condition instanceof Condition.Not it) {
            return "not (" + text(it.part()) + ")";
        } else if (condition instanceof Condition.Any it) {
            return "any " + it.field() + " (" + text(it.where()) + ")";
        } else if (condition instanceof Condition.Member it) {
            return "member " + it.field() + "." + String.join(".", it.path()) + " (" + text(it.where()) + ")";
        }
        return "all";
    }

    private static String joined(List<Condition> parts, String word) {
        return parts.stream().map(QueryWording::text).collect(Collectors.joining(word, "(", ")"));
    }

    private static String symbol(Condition.Operator operator) {
        return switch (operator) {
            case EQUAL -> "=";
            case LESS -> "<";
            case LESS_OR_EQUAL -> "<=";
            case GREATER -> ">";
            case GREATER_OR_EQUAL -> ">=";
        };
    }
}
