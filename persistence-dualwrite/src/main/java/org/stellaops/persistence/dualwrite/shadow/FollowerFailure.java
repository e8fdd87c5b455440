// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.dualwrite.divergence.Cause;
import org.stellaops.persistence.dualwrite.divergence.Explanation;

/** The follower did not answer what the leader answered. */
final class FollowerFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What asking again does not mend. */
    private static final Set<Fault.Kind> LASTING =
            EnumSet.of(Fault.Kind.REFUSED, Fault.Kind.REJECTED, Fault.Kind.UNREADABLE, Fault.Kind.BROKEN);

    private final RuntimeException failure;

    FollowerFailure(RuntimeException failure) {
        super("the follower failed", failure, false, false);
        this.failure = failure;
    }

    RuntimeException failure() {
        return failure;
    }

    /** Whether it is no outage, so that it tells something about the data or the schema. */
    static boolean isLasting(Throwable thrown) {
        return thrown instanceof StoreException it ? LASTING.contains(it.fault().kind()) : true;
    }

    /** The kind of fault, or the class of the exception; never its message, which may hold values. */
    static String wordOf(Throwable thrown) {
        return thrown instanceof StoreException it
                ? it.fault().kind().name().toLowerCase(Locale.ROOT)
                : thrown.getClass().getSimpleName();
    }

    static Explanation explanationOf(Throwable thrown) {
        boolean schema = thrown instanceof StoreException it
                && (it.fault().kind() == Fault.Kind.REFUSED || it.fault().kind() == Fault.Kind.UNREADABLE);
        return schema
                ? new Explanation(
                        Cause.SCHEMA_DRIFT, "the statement is refused, or what is stored does not fit the type")
                : new Explanation(Cause.REAL, "it failed twice in a row while the other side answered");
    }
}
