// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.RejectedImage;
import org.stellaops.persistence.spi.VersionStamp;

/** Reports events of the protocol for one entity type to a listener. */
public final class Reports {

    private static final String CONTENT = "the content";

    private final EntityType<?> type;
    private final DualWriteListener listener;

    public Reports(EntityType<?> type, DualWriteListener listener) {
        this.type = type;
        this.listener = listener.contained();
    }

    public void bumped(RecordKey key, long from, long to) {
        listener.on(new DualWriteEvent.Bumped(type.module(), type.name(), key, from, to));
    }

    public void evicted(RecordKey holder, RecordKey arriving) {
        listener.on(new DualWriteEvent.Evicted(type.module(), type.name(), holder, arriving));
    }

    public void refused(RecordKey key, String where, String reason) {
        listener.on(new DualWriteEvent.FollowerRejected(type.module(), type.name(), key, where, reason));
    }

    /** Reports a content that the follower can never hold. */
    public SendResult blocked(RecordKey key, String reason) {
        refused(key, CONTENT, reason);
        return new SendResult.Blocked(CONTENT, reason);
    }

    public void staleWrite(RecordKey key, VersionStamp staleWrite, long epoch) {
        listener.on(new DualWriteEvent.StaleWriteFound(type.module(), type.name(), key, staleWrite, epoch));
    }

    public void deadLettered(RejectedImage letter) {
        listener.on(new DualWriteEvent.DeadLettered(
                type.module(), type.name(), letter.key(), letter.stamp(), letter.reason(), letter.tries()));
    }

    public void retried(RecordKey key, int tries) {
        listener.on(new DualWriteEvent.DeadLetterRetried(type.module(), type.name(), key, tries));
    }

    public void deadLettersNotKept(Fault fault) {
        listener.on(new DualWriteEvent.DeadLettersNotKept(type.module(), type.name(), fault));
    }
}
