// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.List;
import java.util.Optional;

/**
 * Small texts beside the control record of one module in one of its stores: who the store is, which processes serve the
 * module, which types were written, what was verified. None of it decides who leads; the control record does.
 *
 * <p>An entry is changed by naming the one that was read, so that of several processes one succeeds.
 *
 * <p><b>Threads.</b> Safe for concurrent use, by any number of processes. <b>Blocking.</b> May wait on I/O. <b>Failure.</b>
 * {@link org.stellaops.persistence.StoreException}. <b>Nulls.</b> Neither accepted nor returned. <b>Evolution.</b> Grows by
 * default methods only.
 */
public interface ControlEntries {

    /**
     * One entry.
     *
     * @param name such as {@code member/01J…}; begins with a letter, no NUL
     * @param revision 1 for the first text, and one more with each change
     * @param text any text without NUL, a few kilobytes at most
     */
    record Entry(String name, long revision, String text) {

        /** This entry with its next text. */
        public Entry next(String nextText) {
            return new Entry(name, revision + 1, nextText);
        }
    }

    /** The entry of this name; linearizable. */
    Optional<Entry> find(String name);

    /** The entries whose names begin so, in the order of names. */
    List<Entry> list(String prefix);

    /** Writes the first text of an entry; false if there is one already. */
    @CanIgnoreReturnValue
    boolean insert(String name, String text);

    /** Replaces exactly the expected entry by its {@linkplain Entry#next next}; false if it is another by now. */
    @CanIgnoreReturnValue
    boolean replace(Entry expected, String text);

    /** Removes exactly the expected entry; false if it is another by now. */
    @CanIgnoreReturnValue
    boolean remove(Entry expected);

    /** Whether entries are kept at all. */
    default boolean keeps() {
        return true;
    }

    /** Of a backend that keeps none: every name is free, and nothing is ever found. */
    static ControlEntries none() {
        return new NoControlEntries();
    }
}
