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
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.TargetBackend;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;

/** What the groups of clauses about the steps of a {@link TargetStore} have in common. */
@ExtendWith({ContractReport.class, ClauseExemptions.class})
public abstract class TargetContract implements ContractSubject {

    static final RecordKey KEY = key("k");

    static final long EPOCH = 3;

    static final Struct OLD = Contents.withChildren("old", "p", "q");

    static final Struct NEW = Contents.withChildren("new", "r");

    static final ApplyAnswer APPLIED = new ApplyAnswer.Applied();

    static final ApplyAnswer SAME = new ApplyAnswer.Same();

    static final ApplyAnswer OUT_OF_DATE = new ApplyAnswer.OutOfDate();

    private TargetBackend backend;

    private TargetStore store;

    /** For the groups. */
    @SuppressWarnings("NullAway.Init") // JUnit calls openStore first.
    protected TargetContract() {}

    /** Opens an empty backend of the module {@link ContractTypes#MODULE}. The contract closes it. */
    protected abstract TargetBackend open();

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
    final TargetStore store() {
        return store;
    }

    final TargetStore store(EntityType<?> type) {
        return backend.store(type);
    }

    final TargetBackend backend() {
        return backend;
    }

    final void following() {
        control(ControlRecord.Phase.AWAY, EPOCH);
    }

    final void leading() {
        control(ControlRecord.Phase.STEADY, EPOCH);
    }

    @CanIgnoreReturnValue
    final ControlRecord control(ControlRecord.Phase phase, long epoch) {
        ControlRecord wanted = new ControlRecord(phase, epoch);
        ControlRecord found = backend.control().initialise(wanted);
        if (!found.equals(wanted)) {
            assertThat(backend.control().compareAndSet(found, wanted)).isTrue();
        }
        return wanted;
    }

    static VersionStamp stamp(long version, String token) {
        return new VersionStamp(version, token);
    }

    static Image.Present image(RecordKey key, VersionStamp stamp, Struct content) {
        return Image.Present.of(key, stamp, content);
    }

    static Image.Tombstone tombstone(RecordKey key, VersionStamp stamp) {
        return new Image.Tombstone(key, stamp);
    }

    /** The state of a record that was applied. */
    static TargetState present(Image.Present image) {
        return new TargetState(image.stamp(), false, Optional.of(image.hash()), OptionalLong.empty(), false);
    }

    /** A record that is there, not pending, in a store that follows. */
    @CanIgnoreReturnValue
    final Image.Present given(RecordKey key, VersionStamp stamp, Struct content) {
        Image.Present image = image(key, stamp, content);
        assertThat(store.apply(image, EPOCH)).isEqualTo(APPLIED);
        return image;
    }

    final void assertHolds(Image.Present image) {
        assertThat(store.image(image.key())).contains(image);
        assertThat(store.state(image.key())).contains(present(image));
        assertThat(store.find(image.key())).contains(new StoredRecord(image.key(), image.content(), image.stamp()));
    }
}
