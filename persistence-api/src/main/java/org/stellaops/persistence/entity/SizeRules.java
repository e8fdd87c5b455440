// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.util.Optional;
import java.util.function.BiConsumer;
import org.stellaops.persistence.Limits;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.value.EncodedSize;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Texts;
import org.stellaops.persistence.value.Value;

/** Whether a content that is right otherwise is small enough for both encodings, of which neither is made. */
final class SizeRules {

    private static final int ENTRY_HEADER = 12;

    /** What is no larger than this by the roughest estimate is within every limit. */
    private static final long SMALL =
            Math.min(Limits.LARGEST_CONTENT, Math.min(Limits.LARGEST_ROW, Limits.LARGEST_DOCUMENT));

    private final EntityType<?> type;
    private final int room;
    private final BiConsumer<String, String> report;

    /** Rules of a type, with room beyond the limits of a whole record. */
    SizeRules(EntityType<?> type, int room, BiConsumer<String, String> report) {
        this.type = type;
        this.room = room;
        this.report = report;
    }

    /** The document of the content, if it was made to look at its size, which is right. */
    Optional<Struct> check(RecordKey key, Struct content) {
        Optional<Struct> document = Optional.empty();
        long bound = EncodedSize.bound(content);
        boolean small = bound <= SMALL;
        if (!small && EncodedSize.canonical(content) > Limits.LARGEST_CONTENT + room) {
            report.accept("", "is larger than " + Limits.LARGEST_CONTENT + " bytes in canonical form");
        } else if (!small && EncodedSize.postgres(content) > Limits.LARGEST_ROW + room) {
            report.accept("", "is larger than " + Limits.LARGEST_ROW + " bytes as a row of PostgreSQL");
        } else if (PlainShape.of(type.legacyMapping())
                .filter(it -> it.bound(key, bound) <= SMALL)
                .isEmpty()) {
            document = checkDocument(key, content);
        }
        type.uniqueKeys().forEach(it -> checkUniqueKey(it, content));
        return document;
    }

    /** The document of a type with a mapping of its own has another size than its content. */
    private Optional<Struct> checkDocument(RecordKey key, Struct content) {
        Struct document;
        try {
            document = type.legacyMapping().toDocument(key, content);
        } catch (UnmappableException e) {
            report.accept(e.path(), "has no place in a legacy document");
            return Optional.empty();
        }
        if (EncodedSize.bound(document) <= SMALL) {
            return Optional.of(document);
        }
        long bytes = EncodedSize.bson(document);
        if (bytes > Limits.LARGEST_DOCUMENT + room) {
            report.accept(
                    "",
                    "takes " + bytes + " bytes as BSON, more than the " + Limits.LARGEST_DOCUMENT
                            + " that MongoDB's 16 MiB leave");
            return Optional.empty();
        }
        return Optional.of(document);
    }

    /** Stands for a key that is not known; its size is in what is left for the library. */
    static RecordKey sampleKey(EntityType<?> type) {
        String id = switch (type.idKind()) {
            case TEXT -> "sample";
            case UUID -> "00000000-0000-0000-0000-000000000000";
            case OBJECT_ID -> "000000000000000000000000";
            case NUMBER -> type.idText(1);
            case UUID_LEGACY -> "00000000000000000000000000000000";
            case MIXED -> new LegacyId.Scalar(Value.of("sample")).text();
        };
        return new RecordKey(type.tenancy() == Tenancy.TENANT ? "sample" : null, id);
    }

    private void checkUniqueKey(UniqueKey key, Struct content) {
        long bytes = 0;
        for (String field : key.fields()) {
            Optional<Value> value = content.find(field);
            if (value.isEmpty()) {
                return;
            }
            bytes += ENTRY_HEADER + indexed(value.get());
        }
        if (bytes > Limits.LARGEST_UNIQUE_KEY) {
            report.accept(
                    key.name(),
                    "is a unique key whose values take " + bytes + " bytes, more than the " + Limits.LARGEST_UNIQUE_KEY
                            + " that an index entry has room for");
        }
    }

    /** About the bytes of a value in an index entry; never too few. */
    static long indexed(Value value) {
        if (value instanceof Value.Text it) {
            return Texts.utf8Length(it.value());
        } else if (value instanceof Value.Bytes it) {
            return it.value().length;
        }
        return 32;
    }
}
