// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import org.bson.BsonDocument;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.StepResult;

/** Why a collection refused a write: because of its unique indexes, or of the fence that stands on it now. */
final class FenceRejections implements Statements.RejectionTracker {

    private final Fences fences;
    private final String collection;
    private final Fence fence;
    private final Duplicates duplicates;

    FenceRejections(Fences fences, String collection, Fence fence, Duplicates duplicates) {
        this.fences = fences;
        this.collection = collection;
        this.fence = fence;
        this.duplicates = duplicates;
    }

    @Override
    public StepResult duplicate(RecordKey key, BsonDocument written, String message) {
        return duplicates.of(key, written, message);
    }

    @Override
    public boolean isByFence(BsonDocument written) {
        // The update does not contain the remaining pending flags, so it is assumed to be accepted.
        boolean isUpdate = written.containsKey("$set") || written.containsKey("$unset");
        return fences.demandOf(collection, fence)
                .filter(it -> isUpdate || !fence.admits(written, it))
                .isPresent();
    }
}
