// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.stellaops.persistence.entity.EntityType;

/**
 * Takes what the library keeps in a store out of it, for good; the records stay as they are.
 *
 * <p><b>Threads.</b> For one thread. <b>Blocking.</b> As long as it takes, in short statements beside other work. <b>Failure.</b> A
 * {@link org.stellaops.persistence.StoreException}; what was taken out until then stays out, and the same call goes on.
 */
public interface Retirement {

    /**
     * Something that is taken out.
     *
     * @param what what it is, such as {@code fence} or {@code table}
     * @param name its name
     * @param count how many documents or rows it concerns
     */
    record Item(String what, String name, long count) {

        @Override
        public String toString() {
            return what + " " + name + (count > 0 ? " (" + count + ")" : "");
        }
    }

    /** What there is to take out, in the order in which it would be. Changes nothing. */
    List<Item> plan(Collection<? extends EntityType<?>> types);

    /**
     * Takes it out; the control record last, so that one that was interrupted is gone on with.
     *
     * @param done told of each item, on this thread
     */
    void retire(Collection<? extends EntityType<?>> types, Consumer<Item> done);

    /** Of a store in which the library keeps nothing. */
    static Retirement none() {
        return new Retirement() {
            @Override
            public List<Item> plan(Collection<? extends EntityType<?>> types) {
                return List.of();
            }

            @Override
            public void retire(Collection<? extends EntityType<?>> types, Consumer<Item> done) {
                // There is nothing.
            }
        };
    }
}
