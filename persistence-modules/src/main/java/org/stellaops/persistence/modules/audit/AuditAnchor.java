// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Optional;

/**
 * Up to which event a retention removes a chain. It is recorded as an event of the chain itself before anything is removed, so
 * that a beginning which is missing for another reason is found.
 *
 * @param through the number of the last event that may be missing
 * @param contentHash its hash
 */
record AuditAnchor(long through, String contentHash) {

    /** The action of the event that records it. */
    static final String ACTION = "audit.retention";

    /** Whether a chain may begin with this event: the removal ended before it, or was interrupted before it came as far. */
    boolean allows(AuditEvent first) {
        return first.eventNumber() <= through
                || (first.eventNumber() == through + 1 && contentHash.equals(first.previousHash()));
    }

    /** What the event says. */
    JsonNode diff() {
        return JsonNodeFactory.instance.objectNode().put("through", through).put("contentHash", contentHash);
    }

    /** The one that an event records, if it does. */
    static Optional<AuditAnchor> of(AuditEvent event) {
        JsonNode diff = event.diff();
        if (!ACTION.equals(event.action())
                || diff == null
                || !diff.path("contentHash").isTextual()) {
            return Optional.empty();
        }
        return Optional.of(new AuditAnchor(
                diff.path("through").asLong(), diff.path("contentHash").asText()));
    }
}
