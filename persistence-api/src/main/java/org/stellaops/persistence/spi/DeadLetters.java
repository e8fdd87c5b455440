package org.stellaops.persistence.spi;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;

/**
 * Which states of a module its follower refuses: one entry for a key, kept durably in the store that leads, so that every
 * process knows the same. The pending flag of the key is not kept here, and none of this bears on safety.
 *
 * <p>Each change names what it expects: stamp and number of tries of the entry that was read. So of several processes that
 * try one key at once a single one counts the try, and none can overwrite what another learnt of a newer state.
 *
 * <p><b>Threads.</b> Safe for concurrent use, by any number of processes. <b>Blocking.</b> May wait on I/O. <b>Failure.</b>
 * {@link org.stellaops.persistence.StoreException}. <b>Nulls.</b> Neither accepted nor returned. <b>Evolution.</b> Grows by
 * default methods only.
 */
public interface DeadLetters {

    /** Which entries are meant. */
    enum Which {
        /** Those that are not tried again. */
        DEAD,
        /** Those as well that are. */
        ALL
    }

    /** The entries of these keys, those that exist. */
    Map<RecordKey, RejectedImage> find(String entity, Collection<RecordKey> keys);

    /**
     * Writes an entry where none is, or over exactly the expected one.
     *
     * @param expected an entry of the same key
     * @return whether it was written
     */
    boolean write(Optional<RejectedImage> expected, RejectedImage next);

    /** Removes exactly the expected entry; false if it is another by now. */
    boolean remove(RejectedImage expected);

    /** Entries of an entity type behind a key, in the order of keys, at most {@code limit}. */
    List<RejectedImage> list(String entity, Which which, Optional<RecordKey> after, int limit);

    /** How many dead letters an entity type has; counts no further than {@code atMost}. */
    long count(String entity, int atMost);

    /** Of a backend that keeps none: what is refused is tried again in every pass. */
    static DeadLetters none() {
        return new NoDeadLetters();
    }
}
