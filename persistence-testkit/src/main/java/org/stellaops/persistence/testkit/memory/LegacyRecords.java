// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.memory;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Patch;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyPatch;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;

/** A collection of records: fence first, then unique keys, as a server checks them. Called inside steps only. */
final class LegacyRecords {

    private static final StepResult DONE = new StepResult.Done();
    private static final StepResult NO_MATCH = new StepResult.NoMatch();
    private static final StepResult FENCED = new StepResult.Fenced();

    private final EntityType<?> type;
    private final MemoryFence fence;
    private final UniqueIndex unique;
    private final TreeMap<RecordKey, MemoryDocument> documents = new TreeMap<>();

    LegacyRecords(EntityType<?> type, MemoryFence fence) {
        this.type = type;
        this.fence = fence;
        this.unique = new UniqueIndex(type);
    }

    SortedMap<RecordKey, MemoryDocument> behind(Optional<RecordKey> after) {
        return after.<SortedMap<RecordKey, MemoryDocument>>map(it -> documents.tailMap(it, false))
                .orElse(documents);
    }

    /** What restores the state of now. */
    Runnable keep() {
        return Kept.of(documents);
    }

    Optional<MemoryDocument> find(RecordKey key) {
        return Optional.ofNullable(documents.get(key));
    }

    Optional<LegacyRecord> read(RecordKey key) {
        return find(key).map(document -> readable(key, document));
    }

    LegacyRecord readable(RecordKey key, MemoryDocument document) {
        return document.record(key)
                .orElseThrow(() -> new StoreException(
                        Fault.Kind.UNREADABLE,
                        "reading " + type + " " + key + " from the legacy store in memory: "
                                + document.problem().orElse("it has no content")
                                + "; fix the document or its mapping",
                        null));
    }

    int size() {
        return documents.size();
    }

    StepResult insert(RecordKey key, MemoryDocument document) {
        return documents.containsKey(key) ? NO_MATCH : write(key, document);
    }

    /** An update of the document of this key, if it is as expected. */
    StepResult update(RecordKey key, Predicate<MemoryDocument> expected, UnaryOperator<MemoryDocument> change) {
        return find(key)
                .filter(expected)
                .map(document -> write(key, change.apply(document)))
                .orElse(NO_MATCH);
    }

    boolean delete(RecordKey key, Predicate<MemoryDocument> expected) {
        boolean matches = find(key).filter(expected).isPresent();
        if (matches) {
            documents.remove(key);
        }
        return matches;
    }

    StepResult write(RecordKey key, MemoryDocument document) {
        if (fence.refuses(document.pending(), document.provisional())) {
            return FENCED;
        }
        Optional<UniqueIndex.Clash> clash = document.content().flatMap(it -> clash(key, it));
        if (clash.isPresent()) {
            return new StepResult.Duplicate(
                    clash.get().constraint(), Optional.of(clash.get().holder()));
        }
        inject(key, document);
        return DONE;
    }

    /** Writes a document unconditionally, for tests. */
    void inject(RecordKey key, MemoryDocument document) {
        documents.put(key, document);
    }

    private Optional<UniqueIndex.Clash> clash(RecordKey key, Struct content) {
        if (type.uniqueKeys().isEmpty()) {
            return Optional.empty();
        }
        SortedMap<RecordKey, Struct> contents = new TreeMap<>();
        documents.forEach((other, document) -> document.content().ifPresent(it -> contents.put(other, it)));
        return unique.clash(key, content, contents);
    }

    /** A change of some fields in one statement, of a record of a version from the epoch on. */
    LegacyPatch.Result patch(RecordKey key, LegacyPatch patch, Precondition precondition) {
        Optional<LegacyRecord> held = find(key)
                .flatMap(it -> it.record(key))
                .filter(it -> it.stamp().version() >= patch.lowestVersion())
                .filter(it -> precondition
                        .violationBy(type, Optional.of(it.toStoredRecord()))
                        .isEmpty());
        Optional<Struct> content = held.map(it -> patch.patch().applyTo(type, it.content()))
                .filter(it -> it.problem().isEmpty())
                .map(Patch.Result::content)
                .filter(it -> type.problemsOf(key, it).isEmpty());
        if (content.isEmpty()) {
            return new LegacyPatch.Result.NoMatch();
        }
        VersionStamp stamp = new VersionStamp(held.get().stamp().version() + 1, patch.token());
        MemoryDocument document = MemoryDocument.of(type, Image.Present.of(key, stamp, content.get()))
                .withoutHash()
                .pending(patch.epoch());
        StepResult written = write(key, document);
        if (written instanceof StepResult.Fenced) {
            return new LegacyPatch.Result.Fenced();
        }
        return written.isDone()
                ? new LegacyPatch.Result.Done(document.record(key).orElseThrow())
                : new LegacyPatch.Result.NoMatch();
    }
}
