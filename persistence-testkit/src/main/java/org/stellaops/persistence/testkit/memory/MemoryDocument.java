// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.memory;

import java.util.Optional;
import java.util.OptionalLong;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;

/**
 * A document with its {@code _sync}.
 *
 * @param body its other members, without {@code _id}
 * @param content what the mapping reads from them; empty if it cannot
 * @param problem why it cannot
 */
record MemoryDocument(
        Struct body,
        Optional<Struct> content,
        Optional<String> problem,
        VersionStamp stamp,
        Optional<ContentHash> hash,
        OptionalLong pending,
        Optional<LegacyRecord.Provisional> provisional) {

    /** A document as an application without the library writes it. */
    static MemoryDocument foreign(EntityType<?> type, RecordKey key, Struct body) {
        Optional<Struct> content = Optional.empty();
        Optional<String> problem = Optional.empty();
        try {
            content = Optional.of(type.legacyMapping().fromDocument(key, body));
        } catch (UnmappableException e) {
            problem = Optional.of(String.valueOf(e.getMessage()));
        }
        return new MemoryDocument(
                body,
                content,
                problem,
                VersionStamp.UNVERSIONED,
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty());
    }

    /** An image without pending flags. */
    static MemoryDocument of(EntityType<?> type, Image.Present image) {
        Struct body = type.legacyMapping().toDocument(image.key(), image.content());
        MemoryDocument plain = foreign(type, image.key(), body);
        return new MemoryDocument(
                body,
                plain.content,
                plain.problem,
                image.stamp(),
                image.stamp().isUnversioned() ? Optional.empty() : Optional.of(image.hash()),
                OptionalLong.empty(),
                Optional.empty());
    }

    MemoryDocument at(VersionStamp next) {
        return new MemoryDocument(body, content, problem, next, hash, pending, provisional);
    }

    MemoryDocument withHash(ContentHash next) {
        return new MemoryDocument(body, content, problem, stamp, Optional.of(next), pending, provisional);
    }

    MemoryDocument withoutHash() {
        return new MemoryDocument(body, content, problem, stamp, Optional.empty(), pending, provisional);
    }

    MemoryDocument pending(long epoch) {
        return new MemoryDocument(body, content, problem, stamp, hash, OptionalLong.of(epoch), provisional);
    }

    MemoryDocument notPending() {
        return new MemoryDocument(body, content, problem, stamp, hash, OptionalLong.empty(), provisional);
    }

    MemoryDocument provisional(Optional<LegacyRecord.Provisional> by) {
        return new MemoryDocument(body, content, problem, stamp, hash, pending, by);
    }

    /** The same {@code _sync} around another body: the effect of a bypassing writer's {@code $set}. */
    MemoryDocument withBodyOf(MemoryDocument other) {
        return new MemoryDocument(other.body, other.content, other.problem, stamp, hash, pending, provisional);
    }

    boolean isPending() {
        return pending.isPresent();
    }

    boolean isPendingOrProvisional() {
        return isPending() || provisional.isPresent();
    }

    Optional<LegacyRecord> record(RecordKey key) {
        return content.map(it -> new LegacyRecord(key, stamp, it, hash, pending, provisional));
    }
}
