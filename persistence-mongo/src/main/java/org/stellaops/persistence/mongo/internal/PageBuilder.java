// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bson.RawBsonDocument;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.UnreadableRecord;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.query.Keyset;
import org.stellaops.persistence.query.PageWeight;
import org.stellaops.persistence.query.Query;

/** Collects a page from documents in their order; one that cannot be read is named beside the page and takes no place. */
final class PageBuilder {

    private final EntityType<?> type;
    private final Query query;
    private final RecordDocuments documents;
    private final Function<RawBsonDocument, StoredRecord> reading;
    private final List<StoredRecord> items = new ArrayList<>();
    private final List<UnreadableRecord> unreadable = new ArrayList<>();

    private final PageWeight weight = new PageWeight();

    /** Whether a record was found behind the last one that the page has room for in bytes. */
    private boolean isCut;

    /** How many records that cannot be read stand before the end of a full page. */
    private int unreadableOnPage;

    /** With what reads a document, or throws {@link UnmappableException}. */
    PageBuilder(
            EntityType<?> type,
            Query query,
            RecordDocuments documents,
            Function<RawBsonDocument, StoredRecord> reading) {
        this.reading = reading;
        this.type = type;
        this.query = query;
        this.documents = documents;
    }

    void add(RawBsonDocument raw) {
        if (isFull()) {
            return;
        }
        try {
            StoredRecord record = reading.apply(raw);
            if (weight.isFull()) {
                isCut = true;
                return;
            }
            items.add(record);
            weight.add(record.content());
            if (items.size() <= query.limit()) {
                unreadableOnPage = unreadable.size();
            }
        } catch (UnmappableException e) {
            if (unreadable.size() < Page.UNREADABLE_LISTED) {
                unreadable.add(new UnreadableRecord(documents.keyText(raw), String.valueOf(e.getMessage())));
            }
        }
    }

    boolean hasUnreadable() {
        return !unreadable.isEmpty();
    }

    /** One more than the page holds tells that there is a next one. */
    boolean isFull() {
        return isCut || items.size() > query.limit();
    }

    Page<StoredRecord> build() {
        if (!isFull()) {
            return new Page<>(items, Optional.empty(), unreadable);
        }
        List<StoredRecord> page = items.subList(0, Math.min(items.size(), query.limit()));
        return new Page<>(
                page,
                Optional.of(Keyset.tokenAfter(type, query, page.get(page.size() - 1))),
                unreadable.subList(0, unreadableOnPage));
    }
}
