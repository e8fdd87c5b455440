// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.repository;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A lock that a process holds until its lease ends, as a module stores it. */
public interface Lease {

    /** What is locked. */
    String id();

    /** Who holds it, or held it last. */
    String owner();

    /** Grows with every change of owner. */
    long fencingToken();

    /** Since when this owner holds it. */
    Instant acquiredAt();

    /** When the lease ends. */
    Instant expiresAt();

    /** What the module notes beside it. */
    @Nullable
    JsonNode metadata();

    /** Makes a module's lease. */
    @FunctionalInterface
    interface Factory<L extends Lease> {

        /** A lease with these fields. */
        L lease(
                String id,
                String owner,
                long fencingToken,
                Instant acquiredAt,
                @Nullable Instant renewedAt,
                Instant expiresAt,
                @Nullable JsonNode metadata);
    }
}
