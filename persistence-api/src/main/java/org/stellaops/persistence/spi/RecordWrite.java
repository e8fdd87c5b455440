// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.value.Struct;

/** One of many writes that are made together, each with an outcome of its own. */
public sealed interface RecordWrite {

    /** The key that is written. */
    RecordKey key();

    /** What must hold for this write. */
    Precondition precondition();

    /** As {@link RecordStore#put}. */
    record Put(RecordKey key, Struct content, Precondition precondition) implements RecordWrite {}

    /** As {@link RecordStore#delete}. */
    record Delete(RecordKey key, Precondition precondition) implements RecordWrite {}
}
