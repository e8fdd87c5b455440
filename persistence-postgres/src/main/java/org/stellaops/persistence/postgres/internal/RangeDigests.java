// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.postgres.internal.Database.Access;
import org.stellaops.persistence.spi.KeyRange;
import org.stellaops.persistence.spi.RangeDigest;

/** Digests of key ranges, computed by the server: of the root table and of the states, each by itself, so that nothing is joined. */
final class RangeDigests {

    /** A text and a seed whose hash tells whether the server's function is the one that the digest is defined by. */
    private static final String PROBE = "persistence";

    private static final String DIGEST = """
            SELECT r.n, r.k, s.n, s.f, s.g
            FROM (SELECT count(*) AS n,
                         COALESCE(sum(hashtextextended(r.{id}::text, hashtextextended({tenant_text}, 0))), 0) AS k
                  FROM {root} r WHERE {rows}) r,
                 (SELECT count(*) AS n,
                         COALESCE(sum(hashtextextended(COALESCE(s.hash, ''), hashtextextended(COALESCE(s.token, ''),
                             hashtextextended(s.id, hashtextextended(s.tenant, s.version))))), 0) AS f,
                         COALESCE(sum(hashtextextended(COALESCE(s.hash, ''), hashtextextended(COALESCE(s.token, ''),
                             hashtextextended(s.id, hashtextextended(s.tenant, s.version + {seed}::bigint))))), 0) AS g
                  FROM {state} s WHERE s.entity = {entity} AND NOT s.deleted AND {states_in}) s
            """;

    private final TableSchema shape;
    private final Database database;
    private volatile Optional<Boolean> agrees = Optional.empty();

    RangeDigests(TableSchema shape, Database database) {
        this.shape = shape;
        this.database = database;
    }

    /** The digest of a range; empty if the server has another function. */
    Optional<RangeDigest> of(KeyRange range) {
        if (agrees.isEmpty()) {
            agrees = Optional.of(probe());
        }
        return agrees.get() ? Optional.of(read(range)) : Optional.empty();
    }

    private boolean probe() {
        return database.read(Access.MAINTENANCE, "asking for a hash", connection -> {
            Pipeline pipeline = database.pipeline(Access.MAINTENANCE, "")
                    .add("SELECT hashtextextended(?, ?)", PROBE, RangeDigest.SECOND_SEED);
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                return answers.rows(row -> row.getLong(1)).get(0) == RangeDigest.hash(PROBE, RangeDigest.SECOND_SEED);
            }
        });
    }

    private RangeDigest read(KeyRange range) {
        List<String> parameters = new ArrayList<>();
        String rows = shape.within("r", range.after().isPresent(), range.upTo().isPresent());
        range.after().ifPresent(it -> addKey(parameters, it));
        range.upTo().ifPresent(it -> addKey(parameters, it));
        String states = statesIn(range, parameters);
        String sql = shape.sql(
                DIGEST,
                Map.of(
                        "rows",
                        rows,
                        "states_in",
                        states,
                        "tenant_text",
                        shape.tenantText(),
                        "seed",
                        Long.toString(RangeDigest.SECOND_SEED)));
        return database.read(Access.MAINTENANCE, "digesting " + shape.type(), connection -> {
            Pipeline pipeline = database.pipeline(Access.MAINTENANCE, "").add(sql, parameters.toArray());
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                return answers.rows(RangeDigests::digest).get(0);
            }
        });
    }

    private void addKey(List<String> parameters, RecordKey key) {
        if (shape.tenant()) {
            parameters.add(key.tenantOrEmpty());
        }
        parameters.add(key.id());
    }

    private static String statesIn(KeyRange range, List<String> parameters) {
        List<String> conditions = new ArrayList<>(List.of("true"));
        range.after().ifPresent(it -> {
            conditions.add("(s.tenant, s.id) > (?, ?)");
            parameters.addAll(List.of(it.tenantOrEmpty(), it.id()));
        });
        range.upTo().ifPresent(it -> {
            conditions.add("(s.tenant, s.id) <= (?, ?)");
            parameters.addAll(List.of(it.tenantOrEmpty(), it.id()));
        });
        return String.join(" AND ", conditions);
    }

    private static RangeDigest digest(ResultSet row) throws SQLException {
        return new RangeDigest(row.getLong(1), wrapped(row, 2), row.getLong(3), wrapped(row, 4), wrapped(row, 5));
    }

    /** A sum of 64-bit numbers has more bits on the server. */
    private static long wrapped(ResultSet row, int column) throws SQLException {
        return new BigInteger(row.getString(column)).longValue();
    }
}
