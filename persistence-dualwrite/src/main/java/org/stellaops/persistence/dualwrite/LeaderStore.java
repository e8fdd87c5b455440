package org.stellaops.persistence.dualwrite;

import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.protocol.Written;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.value.Struct;

/** A leading store that says, beside the outcome of a write, what is to travel to the follower. */
interface LeaderStore extends RecordStore {

    /** As {@link #put}. */
    Written write(RecordKey key, Struct content, Precondition precondition);

    /** As {@link #delete}. */
    Written remove(RecordKey key, Precondition precondition);
}
