// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.control;

import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlStore;

/** A compare-and-set of a control record whose answer may be lost: the record shows the result. */
public final class ControlReplacement {

    private ControlReplacement() {}

    /**
     * Puts a record in place of another one; false if the store has a third one.
     *
     * @throws StoreException if the store cannot be asked, or did not answer and the record is another
     */
    public static boolean make(ControlStore control, ControlRecord expected, ControlRecord next) {
        try {
            return control.compareAndSet(expected, next);
        } catch (StoreException e) {
            if (e.fault().kind() == Fault.Kind.UNAVAILABLE || !control.read().equals(next)) {
                throw e;
            }
            return true;
        }
    }
}
