// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import java.util.Optional;
import java.util.function.Function;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.ReadKind;
import org.stellaops.persistence.spi.ReadableStore;

/**
 * A read that the leader did not answer.
 *
 * @param kind what was called
 * @param key the key, if one record was asked for
 * @param tenant the tenant, if one was named
 * @param again repeats it at a store
 * @param failure what the caller got
 */
public record FailedRead(
        ReadKind kind,
        Optional<RecordKey> key,
        Optional<String> tenant,
        Function<ReadableStore, Object> again,
        StoreException failure) {}
