// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.List;
import java.util.stream.Collectors;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.value.ExtendedJson;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * Conditions on one member of a {@code jsonb} column as SQL. Names lead through objects only, since a text never finds an element of an
 * array; a number is plain or has one of the tags of {@link ExtendedJson}.
 */
final class MemberConditions {

    private static final String NUMBER = """
            CASE jsonb_typeof({member})
            WHEN 'number' THEN ({member} #>> '{}')::numeric
            WHEN 'object' THEN NULLIF(COALESCE({member} ->> '$numberLong', {member} ->> '$numberDouble',
                {member} ->> '$numberDecimal')::numeric, 'NaN')
            END""";
    private static final String TEXT =
            "(CASE WHEN jsonb_typeof({member}) = 'string' THEN {member} #>> '{}' END COLLATE \"C\")";

    private final List<Object> parameters;
    private final String column;
    private final List<String> path;
    private final String member;

    /** With the parameters of the statement, to which those of these conditions are added. */
    MemberConditions(List<Object> parameters, String column, List<String> path) {
        this.parameters = parameters;
        this.column = column;
        this.path = path;
        // Names are literals, so that an expression occurs often without a parameter for each.
        this.member =
                "(" + column + path.stream().map(it -> " -> " + Sql.literal(it)).collect(Collectors.joining()) + ")";
    }

    String sql(Condition condition) {
        if (condition instanceof Condition.Compare it) {
            return compared(it);
        } else if (condition instanceof Condition.In it) {
            return in(it.values());
        } else if (condition instanceof Condition.Prefix it) {
            return prefix(it.prefix());
        } else if (condition instanceof Condition.Missing) {
            return "(" + member + " IS NULL OR " + member + " = 'null'::jsonb)";
        } else if (condition instanceof Condition.And it) {
            return joined(it.parts(), " AND ", "true");
        } else if (condition instanceof Condition.Or it) {
            return joined(it.parts(), " OR ", "false");
        } else if (condition instanceof Condition.Not it) {
            return "(" + sql(it.part()) + ") IS NOT TRUE";
        }
        return "true";
    }

    private String joined(List<Condition> parts, String separator, String none) {
        return parts.isEmpty() ? none : parts.stream().map(this::sql).collect(Collectors.joining(separator, "(", ")"));
    }

    private String compared(Condition.Compare condition) {
        String operator = Conditions.operator(condition.operator());
        if (isNumber(condition.value())) {
            parameters.add(ScalarText.encode(condition.value()));
            return of(NUMBER) + operator + "?::numeric";
        } else if (condition.operator() == Condition.Operator.EQUAL) {
            // The containment is implied; an index on it serves it.
            parameters.add(ExtendedJson.write(contained(condition.value())));
            parameters.add(ExtendedJson.write(condition.value()));
            return "(" + column + " @> ?::jsonb AND " + member + " = ?::jsonb)";
        }
        parameters.add(ScalarText.encode(condition.value()));
        return of(TEXT) + operator + "?::text";
    }

    private Value contained(Value value) {
        Value inner = value;
        for (int i = path.size() - 1; i >= 0; i--) {
            inner = Struct.EMPTY.with(path.get(i), inner);
        }
        return inner;
    }

    /** Numbers apart from what is equal only to itself. */
    private String in(List<Value> values) {
        List<Value> numbers = values.stream().filter(MemberConditions::isNumber).toList();
        List<Value> others = values.stream().filter(it -> !isNumber(it)).toList();
        String ofNumbers = "false";
        if (!numbers.isEmpty()) {
            parameters.add(
                    ArrayParameter.of(numbers.stream().map(ScalarText::encode).toList()));
            ofNumbers = of(NUMBER) + " = ANY(?::numeric[])";
        }
        parameters.add(
                ArrayParameter.of(others.stream().map(ExtendedJson::write).toList()));
        return "(" + ofNumbers + " OR " + member + " = ANY(?::jsonb[]))";
    }

    private String prefix(String prefix) {
        parameters.add(prefix);
        String from = of(TEXT) + " >= ?::text";
        return TextRange.behindPrefix(prefix)
                .map(end -> {
                    parameters.add(end);
                    return "(" + from + " AND " + of(TEXT) + " < ?::text)";
                })
                .orElse(from);
    }

    private String of(String expression) {
        return expression.replace("{member}", member);
    }

    private static boolean isNumber(Value value) {
        return value instanceof Value.Int32 || value instanceof Value.Int64;
    }
}
