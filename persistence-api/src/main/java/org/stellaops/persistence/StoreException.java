// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence;

import org.jspecify.annotations.Nullable;

/**
 * A store could not execute a request. Repeating a read is always safe. For a step of a write, {@link
 * Fault#mayHaveHappened()} says whether it may have taken effect.
 */
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // A record of an enum and a text.
    private final Fault fault;

    /** A failure with its fault and its cause, if any. */
    public StoreException(Fault fault, @Nullable Throwable cause) {
        super(fault.kind() + ": " + fault.message(), cause);
        this.fault = fault;
    }

    /** A failure of this kind. */
    public StoreException(Fault.Kind kind, String message, @Nullable Throwable cause) {
        this(new Fault(kind, message), cause);
    }

    /** What went wrong, and what the caller may do. */
    public Fault fault() {
        return fault;
    }
}
