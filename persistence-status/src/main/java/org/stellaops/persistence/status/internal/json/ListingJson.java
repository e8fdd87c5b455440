// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.internal.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.stellaops.persistence.dualwrite.audit.AuditRecord;
import org.stellaops.persistence.spi.RejectedImage;
import org.stellaops.persistence.status.internal.collect.Asked;

/** Dead letters and the audit trail. */
final class ListingJson {

    private static final int MOST_EVIDENCE = 12;

    private ListingJson() {}

    static void deadLetters(ObjectNode module, Asked<List<RejectedImage>> letters) {
        letters.answer().stream().flatMap(List::stream).forEach(it -> {
            ObjectNode line = module.withArray("deadLetters").addObject();
            line.put("entity", it.entity());
            it.key().tenant().ifPresent(tenant -> line.put("tenant", tenant));
            line.put("id", it.key().id());
            line.put("reason", it.reason());
            line.put("tries", it.tries());
            line.put("firstAt", it.firstAt().toString());
            line.put("lastAt", it.lastAt().toString());
        });
    }

    static void audit(ObjectNode module, Asked<List<AuditRecord>> trail) {
        trail.answer().stream().flatMap(List::stream).forEach(it -> {
            ObjectNode line = module.withArray("audit").addObject();
            line.put("number", it.number());
            line.put("at", it.at());
            line.put("process", it.process());
            line.put("kind", SnapshotJson.word(it.action().kind()));
            line.put("subject", it.action().subject());
            line.put("by", it.action().by());
            line.put("reason", it.action().reason());
            line.put("outcome", it.action().outcome());
            it.action().evidence().stream()
                    .limit(MOST_EVIDENCE)
                    .forEach(sentence -> line.withArray("evidence").add(sentence));
        });
    }
}
