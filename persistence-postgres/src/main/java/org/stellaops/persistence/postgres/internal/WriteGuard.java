// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.RecordKey;

/** A condition of statements that follow the one that writes the state of a key, in the same round trip: that it has. */
final class WriteGuard {

    private static final String WRITTEN = "persistence.written";

    private final String condition;
    private final List<Object> parameters;

    private WriteGuard(String condition, List<Object> parameters) {
        this.condition = condition;
        this.parameters = parameters;
    }

    /** Always holds. */
    static WriteGuard none() {
        return new WriteGuard("true", List.of());
    }

    /**
     * What a statement selects to tell those behind it which write it made: a setting of this transaction, which costs nothing to look at
     * where the row of the state would be looked up again for each table.
     *
     * @param token that of the write, as SQL; null if it made none
     */
    static String telling(String token) {
        return "pg_catalog.set_config('" + WRITTEN + "', COALESCE(" + token + ", ''), true)";
    }

    /** Holds if the last statement with {@link #telling} made the write with this token; also in a part of a transaction of the caller. */
    static WriteGuard told(String token) {
        return new WriteGuard("pg_catalog.current_setting('" + WRITTEN + "', true) = ?", List.of(token));
    }

    /**
     * Holds if this transaction has written the state of the key, whose row it has locked; not behind a savepoint. An image may have no
     * token by which it could be told.
     */
    static WriteGuard stateWritten(TableSchema shape, RecordKey key) {
        return new WriteGuard(shape.sql("""
                        EXISTS (
                            SELECT FROM {state} g
                            WHERE g.entity = {entity} AND g.tenant = ? AND g.id = ?
                              AND g.xmin = pg_current_xact_id_if_assigned()::xid
                        )"""), List.of(key.tenantOrEmpty(), key.id()));
    }

    /** What distinguishes guards of the same type: how many parameters they have. */
    Integer kind() {
        return parameters.size();
    }

    /** The condition, as SQL. */
    String condition() {
        return condition;
    }

    /** The parameters of a statement whose last ones are those of the condition. */
    @Nullable
    Object[] after(List<? extends @Nullable Object> first) {
        List<@Nullable Object> all = new ArrayList<>(first);
        all.addAll(parameters);
        return all.toArray();
    }
}
