// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.stellaops.persistence.Limits;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.UnreadableRecord;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.postgres.internal.Database.Access;
import org.stellaops.persistence.query.Keyset;
import org.stellaops.persistence.query.PageToken;
import org.stellaops.persistence.query.PageWeight;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.query.QueryRules;

/** Reads of one tenant, or of a global type, each in one round trip. */
final class Reads {

    private final TableSchema shape;
    private final Database database;
    private final Rows reading;

    Reads(TableSchema shape, Database database) {
        this.shape = shape;
        this.database = database;
        this.reading = new Rows(shape);
    }

    /** Reads of some fields, with those by which a query sorts, of which the position of its next page is made. */
    static Reads selecting(EntityType<?> type, Database database, Set<String> fields, Query query) {
        Set<String> needed = new HashSet<>(fields);
        query.sorts().forEach(it -> needed.add(it.field()));
        return new Reads(TableSchema.selecting(type, needed), database);
    }

    Row row(RecordKey key) {
        shape.type().requireKey(key);
        return database.read(Access.SERVICE, "reading " + key + " of " + shape.type(), connection -> {
            Pipeline pipeline = database.pipeline(Access.SERVICE, key.tenantOrEmpty())
                    .add(shape.byKey(), key.tenantOrEmpty(), key.id());
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                return answers.rows(reading::read).get(0);
            }
        });
    }

    /** The records of these keys of one tenant, in their order. */
    Page<StoredRecord> all(List<RecordKey> keys) {
        String sql = shape.rowsOf("(SELECT r.* FROM " + shape.root() + " r WHERE " + shape.idsOf("r") + ")");
        List<Row> rows =
                database.read(Access.SERVICE, "finding " + keys.size() + " keys of " + shape.type(), connection -> {
                    Pipeline pipeline = database.pipeline(
                                    Access.SERVICE, keys.get(0).tenantOrEmpty())
                            .add(sql, shape.parametersOfIds(new LinkedHashSet<>(keys)));
                    try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                        return answers.rows(reading::read);
                    }
                });
        Map<RecordKey, Row> found = rows.stream().collect(Collectors.toMap(Row::key, it -> it));
        List<StoredRecord> items = new ArrayList<>();
        List<UnreadableRecord> unreadable = new ArrayList<>();
        keys.stream()
                .distinct()
                .flatMap(key -> Stream.ofNullable(found.get(key)))
                .forEach(row -> row.content()
                        .problem()
                        .ifPresentOrElse(
                                problem -> unreadable.add(
                                        new UnreadableRecord(row.key().toString(), problem)),
                                () -> items.add(row.record(shape.type()).orElseThrow())));
        return new Page<>(items, Optional.empty(), unreadable);
    }

    Page<StoredRecord> query(Optional<String> tenant, Query query) {
        QueryRules.check(shape.type(), tenant, query);
        List<StoredRecord> items = new ArrayList<>();
        PageWeight weight = new PageWeight();
        Query rest = query;
        while (true) {
            int asked = query.limit() + 1 - items.size();
            List<ListedRow> rows = rows(tenant.orElse(""), rest, asked);
            for (ListedRow row : rows) {
                if (items.size() == query.limit() || weight.isFull()) {
                    return new Page<>(items, Optional.of(tokenAfter(query, items)));
                }
                StoredRecord record = row.record(shape.type());
                items.add(record);
                weight.add(record.content());
            }
            if (rows.isEmpty() || (rows.size() < asked && !weight.mayHaveBeenCutAt(Limits.LARGEST_PAGE_BYTES))) {
                return new Page<>(items, Optional.empty());
            }
            rest = query.after(tokenAfter(query, items));
        }
    }

    private PageToken tokenAfter(Query query, List<StoredRecord> items) {
        return Keyset.tokenAfter(shape.type(), query, items.get(items.size() - 1));
    }

    private List<ListedRow> rows(String tenant, Query query, int limit) {
        Listing.Statement page = page(shape, Optional.of(tenant), query, limit);
        return database.read(Access.SERVICE, "listing " + shape.type(), connection -> {
            Pipeline pipeline = database.pipeline(Access.SERVICE, tenant)
                    .add(page.sql(), page.parameters().toArray());
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                return answers.rows(reading::listed);
            }
        });
    }

    /** A page with states and children. What belongs to a row is looked up for the rows of the page alone. */
    static Listing.Statement page(TableSchema shape, Optional<String> tenant, Query query, int limit) {
        Listing.Statement listing = Listing.rows(shape, tenant, query, limit);
        return new Listing.Statement(
                shape.listed("(" + listing.sql() + ")", () -> Listing.order(shape, query)), listing.parameters());
    }
}
