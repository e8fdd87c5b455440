// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.testkit.contract.Contents.key;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** What the groups of clauses about the steps of a {@link LegacyStore} have in common. */
@ExtendWith({ContractReport.class, ClauseExemptions.class})
public abstract class LegacyContract implements LegacySubject {

    static final RecordKey KEY = key("k");

    static final long EPOCH = 3;

    static final Struct OLD = Contents.withChildren("old", "p", "q");

    static final Struct NEW = Contents.text("new");

    private LegacyBackend backend;

    private LegacyStore store;

    /** For the groups. */
    @SuppressWarnings("NullAway.Init") // JUnit calls openStore first.
    protected LegacyContract() {}

    @BeforeEach
    final void openStore() {
        backend = open();
        store = backend.store(ContractTypes.EVERYTHING);
    }

    @AfterEach
    final void closeBackend() {
        backend.close();
    }

    /** The store of {@link ContractTypes#EVERYTHING}. */
    final LegacyStore store() {
        return store;
    }

    final LegacyStore store(EntityType<?> type) {
        return backend.store(type);
    }

    final LegacyBackend backend() {
        return backend;
    }

    /**
     * Writes a document that cannot be read as {@link ContractTypes#EVERYTHING}. Override it if the store needs
     * another way to create one.
     */
    protected void injectUnreadable(RecordKey key) {
        putUnversioned(key, Contents.empty().with("number", Value.of("not a number")));
    }

    /** Writes a document of {@link ContractTypes#EVERYTHING} past the library. */
    final void putUnversioned(RecordKey key, Struct content) {
        bypassing(ContractTypes.EVERYTHING).putUnversioned(key, content);
    }

    final UnversionedWriter bypassing(EntityType<?> type) {
        return bypassing(backend, type);
    }

    static VersionStamp stamp(long version, String token) {
        return new VersionStamp(version, token);
    }

    static Image.Present image(RecordKey key, VersionStamp stamp, Struct content) {
        return Image.Present.of(key, stamp, content);
    }

    static LegacyTombstone intent(RecordKey key, VersionStamp stamp, VersionStamp victim) {
        return new LegacyTombstone(key, stamp, Optional.of(victim), OptionalLong.of(EPOCH), Optional.empty());
    }

    /** A record as it is after an insert or a replacement by a leader. */
    static LegacyRecord pending(Image.Present image, long epoch) {
        return new LegacyRecord(
                image.key(),
                image.stamp(),
                image.content(),
                Optional.of(image.hash()),
                OptionalLong.of(epoch),
                Optional.empty());
    }

    static LegacyRecord notPending(Image.Present image) {
        return new LegacyRecord(
                image.key(),
                image.stamp(),
                image.content(),
                Optional.of(image.hash()),
                OptionalLong.empty(),
                Optional.empty());
    }

    static LegacyRecord provisional(Image.Present image, LegacyRecord.Provisional by) {
        return new LegacyRecord(
                image.key(),
                image.stamp(),
                image.content(),
                Optional.of(image.hash()),
                OptionalLong.empty(),
                Optional.of(by));
    }

    static LegacyRecord unversioned(RecordKey key, Struct content) {
        return new LegacyRecord(
                key, VersionStamp.UNVERSIONED, content, Optional.empty(), OptionalLong.empty(), Optional.empty());
    }

    /** A record that is there and pending. */
    @CanIgnoreReturnValue
    final Image.Present given(RecordKey key, VersionStamp stamp, Struct content) {
        Image.Present image = image(key, stamp, content);
        assertThat(store.insert(image, EPOCH).isDone()).isTrue();
        return image;
    }

    /** A record that is there, without a pending flag. */
    @CanIgnoreReturnValue
    final Image.Present givenNotPending(RecordKey key, VersionStamp stamp, Struct content) {
        Image.Present image = given(key, stamp, content);
        assertThat(store.clearPending(key, stamp)).isTrue();
        return image;
    }
}
