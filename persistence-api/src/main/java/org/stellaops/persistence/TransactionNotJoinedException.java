// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence;

/**
 * A call was to take part in a transaction of the caller, and cannot: MongoDB leads the module, or the module does not declare that
 * its writes may be joined in its stage, or the connection is none that can be joined. Nothing was read or written, and the
 * transaction can go on.
 */
public final class TransactionNotJoinedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What was tried, why it cannot be, and what to do. */
    public TransactionNotJoinedException(String message) {
        super(message);
    }
}
